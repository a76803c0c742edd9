import { adoptExisting } from "./adopt-existing";
import { artifactory } from "./artifactory";
import { codeAgent } from "./code-agent";
import { existingSecrets } from "./existing-secrets";
import { jiraWithGivenToken } from "./jira-with-given-token";
import { manyOrganizations } from "./many-organizations";
import { redundantClients } from "./redundant-clients";
import { singleScm } from "./single-scm";
import { type Story, tell } from "./story";
import { twoRegions } from "./two-regions";
import { projects, Workshop } from "./workshop";

jest.setTimeout(600_000);

const STORIES: Readonly<Record<string, Story>> = {
  "single-scm": singleScm,
  "many-organizations": manyOrganizations,
  "redundant-clients": redundantClients,
  "two-regions": twoRegions,
  "adopt-existing": adoptExisting,
  "existing-secrets": existingSecrets,
  "code-agent": codeAgent,
  "jira-with-given-token": jiraWithGivenToken,
  artifactory,
};

const workshop = new Workshop();
beforeAll(() => workshop.open());
afterAll(() => workshop.close());

it("has a story for every project", () => {
  expect(Object.keys(STORIES).sort()).toEqual([...projects()].sort());
});

it("compiles in strict TypeScript", () => workshop.compile());

for (const [name, story] of Object.entries(STORIES)) tell(workshop, name, story);
