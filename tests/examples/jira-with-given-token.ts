import { environment, secretValues } from "./rendered";
import type { Story } from "./story";

const FIRST = "c0ffee00-0000-4000-8000-000000000001";
const SECOND = "c0ffee00-0000-4000-8000-000000000002";

export const jiraWithGivenToken: Story = ({ open }) => {
  const example = open({ brokerToken: FIRST, jiraPassword: "jira-canary-3b2e" });
  const tokens = () =>
    example()
      .manifests("Secret")
      .map(secretValues)
      .flatMap(({ BROKER_TOKEN }) => BROKER_TOKEN ?? []);

  it("runs a client with the token that Snyk gave", async () => {
    await example().next("pulumi up");
    expect(tokens()).toEqual([FIRST]);
    const [deployment] = example().manifests("Deployment");
    expect(environment(deployment!)).toMatchObject({
      BROKER_TOKEN: "broker-jira-g1/BROKER_TOKEN",
      JIRA_HOSTNAME: "jira.example.com",
    });
    await example().expectNoChange();
  });

  it("takes the next token on a second client", async () => {
    Object.assign(example().typed, { brokerToken: SECOND });
    await example().next("pulumi up");
    expect(tokens()).toEqual([SECOND]);
    const names = example()
      .manifests("Deployment")
      .map(({ metadata }) => metadata.name);
    expect(names).toEqual(["broker-jira-g2"]);
  });

  it("never calls Snyk", async () => {
    await example().finish();
    expect(example().calls()).toEqual([]);
  });
};
