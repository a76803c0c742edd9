import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { environment } from "./rendered";
import type { Story } from "./story";

interface ExternalSecret {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly target: { readonly name: string };
    readonly data: readonly { readonly secretKey: string }[];
  };
}

export const existingSecrets: Story = ({ open }) => {
  const example = open({});

  it("refers to the Secrets that the README describes, and makes none but the broker token's", async () => {
    Object.assign(example().typed, { SNYK_TOKEN: example().snyk.adminKey });
    await example().next("pulumi up");
    expect(example().changes()).toEqual(["createIntegration"]);
    const secrets = example().manifests("Secret");
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([
      expect.stringMatching(/^broker-github-g1-\w{6}$/),
    ]);

    const [deployment] = example().manifests("Deployment");
    expect(environment(deployment!)).toMatchObject({
      BROKER_TOKEN: `${secrets[0]?.metadata.name}/BROKER_TOKEN`,
      GITHUB_TOKEN: "github-token/token",
      HTTPS_PROXY: "egress-proxy/url",
    });
    expect(deployment?.spec?.template?.spec.imagePullSecrets).toEqual([{ name: "registry" }]);
    const everything = JSON.stringify(deployment);
    for (const { metadata, spec } of externalSecrets(example().folder)) {
      expect(metadata.namespace).toBe(deployment?.metadata.namespace);
      expect(everything).toContain(`"${spec.target.name}"`);
    }
    await example().expectNoChange();
  });

  it("has no secret in the configuration, and in the state none but the broker token", async () => {
    expect(readFileSync(join(example().folder, "Pulumi.dev.yaml"), "utf8")).not.toContain("secure:");
    const state = JSON.stringify(await example().state("clear"));
    expect(state).not.toContain(example().snyk.adminKey);
    const secret = [...state.matchAll(/"plaintext":"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text);
    expect(secret.length).toBeGreaterThan(0);
    const [integration] = example().snyk.integrations();
    const token = example().snyk.webUi.tokens(integration!.id).brokerToken!;
    const known = [token, Buffer.from(token).toString("base64")];
    for (const each of secret) expect(known.some((value) => each.includes(value))).toBe(true);
  });

  it("rolls the pods when the trigger changes, with nothing to do at Snyk", async () => {
    example().forgetCalls();
    const [before] = example().manifests("Deployment");
    await example().next("pulumi up");
    expect(example().calls()).toEqual([]);
    const [after] = example().manifests("Deployment");
    expect(after?.metadata.name).toBe(before?.metadata.name);
    expect(after?.spec?.template).not.toEqual(before?.spec?.template);
  });

  it("is gone at the end", () => example().finish());
};

function externalSecrets(folder: string): readonly ExternalSecret[] {
  const documents = parseAllDocuments(readFileSync(join(folder, "external-secrets.yaml"), "utf8"));
  return documents.map((document) => document.toJS() as ExternalSecret);
}
