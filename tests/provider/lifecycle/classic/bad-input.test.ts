import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import { checkContext } from "../../support/lab";

const ORG = "a0000000-0000-4000-8000-000000000001";
const good = { orgId: ORG, type: "gitlab" };
/** Stands for a secret; no message may repeat it. */
const SECRET = "c4n4ry with a space";

const reasons = (news: Record<string, unknown>): readonly string[] =>
  integration
    .check(checkContext("2026-01-01"), {}, { ...good, ...news })
    .failures.map(({ reason }) => reason);

describe("a refused input names its field and the remedy, in one sentence", () => {
  it.each([
    [{ orgId: undefined }, "orgId: give the organization's id"],
    [{ orgId: 7 }, "orgId: give the organization's id"],
    [
      { orgId: "my-org" },
      "orgId: is not an organization id; Snyk's are UUIDs of 36 characters: web UI, Settings → General, Organization ID",
    ],
    [{ type: undefined }, "type: give the integration type"],
    [{ rotation: 90 }, "rotation: Invalid input: expected object, received number"],
    [{ rotation: { everyDay: 90 } }, 'rotation: Unrecognized key: "everyDay"'],
    [{ rotation: { everyDays: "90" } }, "rotation.everyDays: give a number of days"],
    [{ rotation: { everyDays: 0 } }, "rotation.everyDays: give at least 1"],
    [{ rotation: { everyDays: 1.5 } }, "rotation.everyDays: give whole days"],
    [{ rotation: { everyDays: 3651 } }, "rotation.everyDays: give at most 3650"],
    [{ rotation: { spreadDays: -1 } }, "rotation.spreadDays: give at least 0"],
    [{ rotation: { trigger: "" } }, "rotation.trigger: give a text"],
    [{ rotation: { trigger: "x".repeat(101) } }, "rotation.trigger: give at most 100 characters"],
    [{ adopt: SECRET }, "adopt: Invalid input: expected object, received string"],
    [{ adopt: {} }, "adopt.brokerToken: give the token"],
    [
      { adopt: { brokerToken: SECRET } },
      "adopt.brokerToken: is not a broker token; Snyk's are UUIDs of 36 characters",
    ],
    [
      { adopt: { brokerToken: "12345678", tokenIssuedOn: "2026-02-30" } },
      "adopt.tokenIssuedOn: is not a day; write YYYY-MM-DD",
    ],
    [{ assumeNotBrokered: "yes" }, "assumeNotBrokered: Invalid input: expected boolean, received string"],
    [
      { provisionalToken: SECRET },
      "provisionalToken: is not a broker token; Snyk's are UUIDs of 36 characters",
    ],
    [{ onDelete: "remove" }, 'onDelete: give "disable" or "retain"'],
    [{ credentialsOnDelete: SECRET }, "credentialsOnDelete: give credentials by field"],
    [{ credentialsOnDelete: { token: 7 } }, "credentialsOnDelete.token: give a text"],
    [{ sharedWith: "team-b" }, "sharedWith: give a list of names"],
    [{ groupId: "" }, "groupId: give the group's id"],
    [{ api: { tokenEnv: "" } }, "api.tokenEnv: give a variable's name"],
    [{ api: { apiToken: SECRET } }, 'api: Unrecognized key: "apiToken"'],
  ])("%j", (news, sentence) => {
    expect(reasons(news)).toEqual([sentence]);
  });

  it.each(["adopt", "provisionalToken", "credentialsOnDelete"])("never the value of %s", (field) => {
    const values = [SECRET, [SECRET], { brokerToken: SECRET }, { token: { deep: SECRET } }, 7, null];
    const said = values.flatMap((value) => reasons({ [field]: value }));
    expect(said.length).toBeGreaterThan(3);
    expect(said.join()).not.toContain(SECRET);
  });

  it("names no property to the engine, which would print its value", () => {
    const { failures } = integration.check(
      checkContext("2026-01-01"),
      {},
      { ...good, adopt: { brokerToken: SECRET } },
    );
    expect(failures.map(({ property }) => property)).toEqual([""]);
  });

  it("says all that is wrong at once", () => {
    expect(reasons({ orgId: "x", onDelete: "y", rotation: { everyDays: 0 } })).toHaveLength(3);
  });
});

describe("a type that no Broker serves", () => {
  it.each([
    ["jira", /take the broker token from Snyk's web UI .* new BrokerClient/],
    ["artifactory", /take the broker token from Snyk's web UI/],
    ["nexus", /take the broker token from Snyk's web UI/],
    ["bitbucket-cloud", /Snyk ships no Broker client for it; connect Bitbucket Cloud without a Broker/],
    ["gitlba", /"gitlba" is not an integration type of Snyk; use one of acr, .*gitlab/],
    ["toString", /"toString" is not an integration type/],
  ])("%s: says what to do instead", (type, remedy) => {
    expect(reasons({ type })).toEqual([expect.stringMatching(remedy)]);
  });
});

describe("a connection that cannot work", () => {
  const ctx = checkContext("2026-01-01", { connectionProblems: () => ["no Snyk API key: set SNYK_TOKEN"] });

  it("is said in the preview", () => {
    expect(integration.check(ctx, {}, good).failures).toEqual([
      { property: "", reason: "no Snyk API key: set SNYK_TOKEN" },
    ]);
  });

  it("is not guessed while it is unknown", () => {
    const api = { apiUrl: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
    expect(integration.check(ctx, {}, { ...good, api }).failures).toEqual([]);
  });
});

describe("a clone", () => {
  const source = { orgId: ORG, type: "gitlab", id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
  const said = (news: Record<string, unknown>): readonly string[] =>
    clone.check(checkContext("2026-01-01"), {}, { source, ...news }).failures.map(({ reason }) => reason);

  it.each([
    [{ orgId: ORG }, `orgId: ${ORG} is the source's own organization; name another one`],
    [{ orgId: "x" }, expect.stringMatching(/^orgId: is not an organization id/)],
    [{ orgId: ORG.replace(/1$/, "2"), onDelete: "x" }, 'onDelete: give "disable" or "retain"'],
  ])("%j is refused", (news, sentence) => {
    expect(said(news)).toEqual([sentence]);
  });

  it("is fine before its source exists", () => {
    expect(said({ orgId: ORG.replace(/1$/, "2") })).toEqual([]);
  });
});
