import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment, secretValues } from "./rendered";
import type { Story } from "./story";

const TOKEN = "c0ffee00-0000-4000-8000-000000000003";
const PASSWORD = "artifactory/canary@9:d";
const AUTHORITY = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

export const artifactory: Story = ({ open }) => {
  const example = open({ brokerToken: TOKEN, artifactoryPassword: PASSWORD });

  it("puts the password into the address as an address needs it", async () => {
    writeFileSync(join(example().folder, "ca.pem"), AUTHORITY); // what the README takes for granted
    await example().next("pulumi up");
    const [deployment] = example().manifests("Deployment");
    expect(environment(deployment!)).toMatchObject({
      BROKER_TOKEN: "broker-artifactory-g1/BROKER_TOKEN",
      ARTIFACTORY_URL: "snyk:$ARTIFACTORY_PASSWORD@artifactory.example.com/artifactory",
      RES_BODY_URL_SUB: "https://artifactory.example.com/artifactory",
      CA_CERT: expect.stringMatching(/\/ca\.pem$/) as string,
    });
    const secrets = Object.assign({}, ...example().manifests("Secret").map(secretValues)) as object;
    expect(secrets).toEqual({
      BROKER_TOKEN: TOKEN,
      ARTIFACTORY_PASSWORD: encodeURIComponent(PASSWORD),
      "ca.pem": AUTHORITY.trimEnd(),
    });
    await example().expectNoChange();
  });

  it("never calls Snyk", async () => {
    await example().finish();
    expect(example().calls()).toEqual([]);
  });
};
