import type { Draft } from "../draft";
import type { Fields } from "../program/code";

/** Pods of this package unless told otherwise. */
export const OUR_REPLICAS = 2;

export function replicas(draft: Draft): Fields {
  const { values } = draft;
  if (!values.isOn("highAvailabilityMode.enabled")) {
    draft.differs(
      `The chart runs 1 pod without high availability, the program ${OUR_REPLICAS}; write replicas: 1 for one.`,
    );
    values.leaveGiven(
      "replicaCount",
      "the chart reads it with highAvailabilityMode.enabled alone, and runs 1 pod; write replicas",
      "ignored",
    );
    return {};
  }
  const count = Number(values.effective("replicaCount"));
  return { highAvailability: true, replicas: count === OUR_REPLICAS ? undefined : count };
}
