import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { CheckContext } from "../../../../provider/lifecycle/context";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext } from "../../support/lab";

const ORG = "a0000000-0000-4000-8000-000000000001";
const OTHER = "a0000000-0000-4000-8000-000000000002";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const args = { orgId: ORG, type: "gitlab" };
const source = { orgId: OTHER, type: "gitlab", id: "i/k3x9qd" };

let ctx: CheckContext;
beforeEach(() => (ctx = checkContext("2026-01-01", { origin: (api) => JSON.stringify(api ?? "default") })));

type Check = typeof integration.check;
const reasons = (
  check: Check,
  resource: string,
  news: Properties,
  olds: Properties = {},
): readonly string[] => check({ ...ctx, resource }, olds, news).failures.map(({ reason }) => reason);

describe("two resources of one program for the same integration", () => {
  it("are refused in the preview, with both names: each would end the other's", () => {
    expect(reasons(integration.check, 'BrokeredIntegration "one"', args)).toEqual([]);
    expect(reasons(integration.check, 'BrokeredIntegration "two"', args)).toEqual([
      `orgId: gitlab in organization ${ORG} is declared twice, by BrokeredIntegration "one" and by BrokeredIntegration ` +
        `"two"; Snyk has one integration of a type in an organization, take one of them out`,
    ]);
  });

  it("are refused however the organization's id is written", () => {
    reasons(integration.check, 'BrokeredIntegration "one"', args);
    const upper = { ...args, orgId: ORG.toUpperCase() };
    expect(reasons(integration.check, 'BrokeredIntegration "two"', upper)).toHaveLength(1);
  });

  it("are refused where one is a clone", () => {
    reasons(integration.check, 'BrokeredIntegration "one"', args);
    expect(reasons(clone.check, 'ClonedIntegration "two"', { orgId: ORG, source })).toEqual([
      expect.stringMatching(/by BrokeredIntegration "one" and by ClonedIntegration "two"/),
    ]);
  });
});

describe("it is no second declaration", () => {
  it("when the engine checks a resource again, as for a replacement", () => {
    for (let times = 0; times < 2; times++) {
      expect(reasons(integration.check, 'BrokeredIntegration "one"', args)).toEqual([]);
    }
  });

  it.each<[what: string, more: Properties]>([
    ["another type", { type: "github" }],
    ["another organization", { orgId: OTHER }],
    ["another tenant", { api: { region: "SNYK-EU-01" } }],
    ["an organization that is not known yet", { orgId: UNKNOWN }],
  ])("when it is %s", (_, more) => {
    reasons(integration.check, 'BrokeredIntegration "one"', args);
    expect(reasons(integration.check, 'BrokeredIntegration "two"', { ...args, ...more })).toEqual([]);
  });
});
