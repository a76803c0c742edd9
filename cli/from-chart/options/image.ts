import type { Draft } from "../draft";
import { isTree } from "../reading/examine";
import type { Code, Fields } from "../program/code";

/** Version of the client that this package deploys unless told otherwise. */
export const OUR_VERSION = "5.22.14";

/** The client's image, and how images are pulled. */
export function image(draft: Draft): Fields {
  const { values } = draft;
  return {
    ...clientImage(draft),
    imagePullPolicy: values.text("image.pullPolicy"),
    imagePullSecrets: pullSecrets(draft),
  };
}

function clientImage(draft: Draft): Fields {
  const { values } = draft;
  const repository = values.text("image.repository");
  const tag = values.text("image.tag");
  if (tag === undefined) {
    draft.differs(
      "image.tag is empty, which is a tag that moves along: " +
        (repository === undefined
          ? `the program runs version ${OUR_VERSION}; write version for another one.`
          : "so is the one of image; write a version into it."),
    );
  }
  if (repository === undefined) return { version: tag === OUR_VERSION ? undefined : tag };
  return { image: `${repository}:${tag === undefined ? "" : `${tag}-`}${values.type}` };
}

/** The chart takes what Kubernetes has there: `- name: …`. */
function pullSecrets({ values }: Draft): Code | undefined {
  const names = values.list("imagePullSecrets").flatMap((entry, index) => {
    const name = isTree(entry) ? entry["name"] : undefined;
    if (typeof name === "string" && name !== "") return [name];
    values.leave(`imagePullSecrets[${index}]`, "it has no name; write imagePullSecrets, the names alone");
    return [];
  });
  return names.length > 0 ? names : undefined;
}

/** An agent's image. */
export function agentImage(draft: Draft, repositoryPath: string, tagPath: string, agent: string): string {
  const repository = draft.values.effectiveText(repositoryPath);
  const tag = draft.values.effectiveText(tagPath);
  if (tag === "latest") {
    draft.differs(
      `${agent}.image has the tag latest, as in the chart, which says nothing about what runs; write a version.`,
    );
  }
  return `${repository}:${tag}`;
}
