import { UnusableFile } from "../../../cli/stack/json";
import { convert } from "../../../cli/from-chart/convert";
import { readValues } from "../../../cli/from-chart/reading/values-file";
import { type Printed, printed } from "./program";

/** What became of a key, in a word and a sentence. */
function fate({ leftovers }: Printed, key: string): string {
  const found = leftovers.find((each) => each.key === key);
  return found === undefined ? "none" : `${found.kind}: ${found.why}`;
}

describe("a file that cannot be used", () => {
  it.each([
    ["an empty file", "", "is empty"],
    ["blanks alone", " \n\n", "is empty"],
    ["a list", "- scmType: gitlab\n", "is a list at its top"],
    ["one value", "scmType gitlab\n", "is a single value at its top"],
    ["broken YAML", "scmToken: [canary\ngitlab: }\n", "is not YAML in line 2"],
    ["a tab", "gitlab:\n\thost: canary\n", "is not YAML in line 2"],
    ["one key twice", "scmToken: canary\nscmToken: canary-2\n", "has a key twice in line 2"],
    ["two documents", "scmType: gitlab\n---\nscmType: jira\n", "has 2 documents"],
    ["an alias without an anchor", "scmToken: *canary\n", "alias"],
    ["an alias that holds itself", "labels: &canary\n  all: *canary\n", "alias"],
    ["an unknown type", "scmType: canary\n", "scmType is no type of the chart's"],
    ["a type that only this package has", "scmType: github-server-app\n", "scmType is no type"],
    ["no type", "scmType: null\n", "scmType is no type"],
    ["no kind of registry", "scmType: container-registry-agent\n", "crType is missing"],
  ])("ends in one sentence that quotes nothing: %s", (_, yaml, sentence) => {
    const read = () => convert(readValues(Buffer.from(yaml), "values.yaml"), {});
    expect(read).toThrow(UnusableFile);
    expect(read).toThrow(sentence);
    expect(read).not.toThrow("canary");
  });

  it("asks for the release where the secrets are to stay in the cluster, and their names depend on it", () => {
    expect(() => printed("scmType: gitlab\n", { secrets: "cluster" })).toThrow("--release");
  });
});

describe("a file as Helm reads it", () => {
  it("takes anchors, aliases and merged keys for what they stand for", () => {
    const { args, leftovers } = printed(
      "x: &times {periodSeconds: 30}\nscmType: gitlab\ngitlab: &host gitlab.example.com\nbitbucket: *host\n" +
        "brokerLivenessProbe: {config: {<<: *times, timeoutSeconds: 5}}\n",
    );
    expect(args["client"]).toMatchObject({ host: "gitlab.example.com" });
    expect(args["probes"]).toEqual({ liveness: { periodSeconds: 30, timeoutSeconds: 5 } });
    expect(leftovers.map(({ key }) => key)).toEqual(["bitbucket", "x"]);
  });

  it("takes what helm get values prints, with its heading", () => {
    const { args, leftovers } = printed("USER-SUPPLIED VALUES:\nscmType: jira\n");
    expect(args["client"]).toMatchObject({ type: "jira" });
    expect(leftovers).toEqual([]);
  });

  it.each([["{}"], ["# nothing\n"], ["null\n"], ["---\n"]])("takes the chart's defaults of %j", (yaml) => {
    expect(printed(yaml).args["client"]).toMatchObject({ type: "github-com" });
  });

  it("reads UTF-16 with its mark, as PowerShell writes it", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("scmType: nexus\n", "utf16le")]);
    expect(readValues(bytes, "values.yaml")).toEqual({ scmType: "nexus" });
  });

  it("takes yes and no for true and false", () => {
    expect(printed("highAvailabilityMode: {enabled: yes}\n").args).toMatchObject({ highAvailability: true });
  });

  it("leaves nothing out of a file that only repeats the chart's defaults, and prints nothing of it", () => {
    const { args, leftovers } = printed(
      "brokerToken: ''\nreplicaCount: 2\nlogLevel: info\nbrokerResources: {limits: {cpu: 1, memory: 256Mi}}\n" +
        "serviceAccount: {create: true, name: snyk-broker}\nextraPodSpecs:\nservice: {port: 8000, brokerType: ClusterIP}\n" +
        "brokerIngress: {enabled: false, hosts: [<ENTER_BROKER_CLIENT_URL>]}\nenableAppRisk: 'true'\nsecurityContext: {runAsUser: 1000, capabilities: {drop: [ALL]}}\n",
    );
    expect(Object.keys(args).filter((name) => args[name] !== undefined)).toEqual(["client", "brokerToken"]);
    expect(leftovers).toEqual([]);
  });
});

describe("keys that the chart ignores", () => {
  it.each([
    [
      "from Snyk's documentation",
      "enableEssentials: true",
      "enableEssentials",
      "accept: { essentials: false }",
    ],
    [
      "of the universal chart",
      "credentialReferences: {a: canary}",
      "credentialReferences",
      "snyk-universal-broker",
    ],
    ["of snyk-monitor", "clusterName: canary", "clusterName", "snyk-monitor"],
    ["of an earlier chart", "httpsEnabled: true", "httpsEnabled", "enableBrokerLocalWebserverOverHttps"],
    ["misspelt", "scmTokn: canary", "scmTokn", "is scmToken meant?"],
    ["misspelt, with a capital", "SCMToken: canary", "SCMToken", "is scmToken meant?"],
    [
      "misspelt below",
      "brokerResources: {limits: {memroy: 1Gi}}",
      "brokerResources.limits.memroy",
      "memory meant?",
    ],
    [
      "misspelt deep",
      "deployment: {container: {containrPort: 1}}",
      "deployment.container.containrPort",
      "meant?",
    ],
    ["of another type", "jiraHostname: jira.example.com", "jiraHostname", "with scmType: github-com"],
    ["unread by any template", "caResources: {storage: 4Gi}", "caResources.storage", "no template"],
    [
      "unread by any template, a secret",
      "snykTokenSecret: {name: a}",
      "snykTokenSecret.name",
      "codeAgent.snykToken",
    ],
    ["without high availability", "replicaCount: 3", "replicaCount", "highAvailabilityMode.enabled"],
    ["without a Code Agent", "caImage: '1'", "caImage", "enableCodeAgent"],
    ["without an Ingress", "brokerIngress: {path: /x}", "brokerIngress.path", "brokerIngress.enabled"],
    ["a path as one key", "'service.port': 1", "service.port", "no such key"],
    ["a key that is no name", "'a\\nb': canary", '"a\\\\nb"', "no such key"],
    ["not in it at all", "somethingElse: canary", "somethingElse", "no such key"],
  ])("says so: %s", (_, yaml, key, why) => {
    const result = printed(yaml);
    expect(fate(result, key)).toMatch(/^ignored: /);
    expect(fate(result, key)).toContain(why);
    expect(result.program).not.toContain("canary");
  });
});

describe("keys that the chart refuses", () => {
  it.each([
    ["a type of 2021", "service: {type: ClusterIP}", "service.type", "service.brokerType"],
    ["an unknown key where it takes none", "image: {tags: x}", "image.tags", "image.tag meant?"],
    [
      "a quoted flag",
      "highAvailabilityMode: {enabled: 'true'}",
      "highAvailabilityMode.enabled",
      "without quotes",
    ],
    ["a quoted false", "enableAppRisk: 'false'", "enableAppRisk", '"true" or true'],
    ["a number for text", "image: {tag: 5.22}", "image.tag", "in quotes"],
    ["a number for a token", "scmToken: 12345", "scmToken", "in quotes"],
    ["a scheme", "scmType: gitlab\ngitlab: https://gitlab.example.com", "gitlab", "without http"],
    ["no scheme", "httpsProxy: proxy:3128", "httpsProxy", "with http"],
    [
      "an address of nobody",
      "brokerServerUrl: https://broker.example.com",
      "brokerServerUrl",
      "Snyk's address",
    ],
    ["five replicas", "highAvailabilityMode: {enabled: true}\nreplicaCount: 5", "replicaCount", "2 to 4"],
    ["a level", "logLevel: trace", "logLevel", '"info", "debug"'],
    ["no UUID", "brokerToken: canary", "brokerToken", "a UUID"],
    ["true for tlsRejectUnauthorized", "tlsRejectUnauthorized: true", "tlsRejectUnauthorized", '"disable"'],
    ["a certificate that is none", "caCertFile: canary", "caCertFile", "BEGIN CERTIFICATE"],
    ["text for a map", "image: canary", "image", "keys and values"],
    ["null for a map", "image:", "image", "leave the key out"],
    ["a port behind a proxy's exception", "httpsProxy: http://p:1\nnoProxy: a.b:80", "noProxy", "port"],
    ["a star there", "httpsProxy: http://p:1\nnoProxy: '*.b'", "noProxy", "star"],
    ["a comma at its end", "httpsProxy: http://p:1\nnoProxy: 'a.b,'", "noProxy", "nothing in it"],
    ["apprisk without a host", "scmType: apprisk", "sonarqubeHostUrl", "both sonarqubeHostUrl and checkmarx"],
    [
      "equal keys of Nexus",
      "scmType: nexus\nnexusUrlSecret: {name: a, key: k}\nbaseNexusUrlSecret: {name: b, key: k}",
      "nexusUrlSecret.key",
      "baseNexusUrlSecret.key",
    ],
  ])("says so: %s", (_, yaml, key, why) => {
    const result = printed(yaml);
    expect(fate(result, key)).toMatch(/^refused: /);
    expect(fate(result, key)).toContain(why);
    expect(result.program).not.toContain("canary");
    expect(result.program).toContain("new BrokerClient(");
  });
});

describe("keys that cannot be carried over", () => {
  it.each([
    ["null for a default", "healthCheckPath: null", "healthCheckPath", "null takes the chart's default away"],
    [
      "objects beside",
      "extraObjects: [{kind: Secret, stringData: {a: canary}}]",
      "extraObjects",
      "@pulumi/kubernetes",
    ],
    ["parts of a container", "extraContainerSpecs: {stdin: true}", "extraContainerSpecs", "transform"],
    ["parts of a pod", "extraPodSpecs: {dnsPolicy: None}", "extraPodSpecs.dnsPolicy", "transform"],
    [
      "a volume that is a template",
      "extraVolumes: [{name: '{{ .Release.Name }}'}]",
      "extraVolumes[0]",
      "template",
    ],
    ["no readiness", "brokerReadinessProbe: {enabled: false}", "brokerReadinessProbe.enabled", "rotation"],
    [
      "another path of a probe",
      "brokerLivenessProbe: {path: /x}",
      "brokerLivenessProbe.path",
      "healthCheckPath",
    ],
    ["a user that is root", "securityContext: {runAsUser: 0}", "securityContext.runAsUser", "root"],
    [
      "more rights",
      "securityContext: {capabilities: {drop: []}}",
      "securityContext.capabilities.drop",
      "restricted",
    ],
    ["another context", "podSecurityContext: {fsGroup: 1}", "podSecurityContext.fsGroup", "openshift"],
    ["names", "fullnameOverride: x", "fullnameOverride", "resourceName"],
    ["fewer rules", "disableAutoAcceptRules: true", "disableAutoAcceptRules", "accept: { code: false"],
    [
      "fewer rules, quoted",
      "disableAutoAcceptRules: 'false'",
      "disableAutoAcceptRules",
      "accept: { code: false",
    ],
    ["no AppRisk", "enableAppRisk: false", "enableAppRisk", "essentials: false"],
    ["rules that are no rules", "acceptJson: '{}'", "acceptJson", "acceptRules"],
    [
      "an account's name without the release",
      "serviceAccount: {create: false}",
      "serviceAccount.create",
      "--release",
    ],
    [
      "https in probes alone",
      "enableBrokerLocalWebserverOverHttps: true",
      "enableBrokerLocalWebserverOverHttps",
      "https",
    ],
    ["half a certificate", "httpsCert: tls.crt", "httpsCert", "both"],
    ["an owned variable", "env: [{name: PORT, value: '1'}]", "env[0]", "containerPort"],
    [
      "a proxy as a variable",
      "env: [{name: https_proxy, value: 'http://canary:1'}]",
      "env[0]",
      "proxy.https",
    ],
    ["a credential as a variable", "env: [{name: GITHUB_TOKEN, value: canary}]", "env[0]", "client"],
    ["no exception without a proxy", "noProxy: a.b", "noProxy", "without a proxy"],
    [
      "an address that is not clear",
      "scmType: artifactory\nartifactoryUrl: a@b@canary",
      "artifactoryUrl",
      "not clear",
    ],
    [
      "a whole address in a Secret",
      "scmType: nexus\nbaseNexusUrlSecret: {name: a, key: k}",
      "baseNexusUrlSecret.name",
      "the password alone",
    ],
  ])("says so: %s", (_, yaml, key, why) => {
    const result = printed(yaml);
    expect(fate(result, key)).toMatch(/^left: /);
    expect(fate(result, key)).toContain(why);
    expect(result.program).not.toContain("canary");
  });
});

describe("what the file means, not what it says", () => {
  it.each([
    ["''", undefined],
    ["0", "0"],
    ["'0'", "0"],
    ["false", "0"],
    ["'false'", "0"],
    ["disable", "0"],
  ])("tlsRejectUnauthorized: %s", (value, expected) => {
    const { args } = printed(`tlsRejectUnauthorized: ${value}\n`);
    const environment = args["environment"] as Readonly<Record<string, unknown>> | undefined;
    expect(environment?.["NODE_TLS_REJECT_UNAUTHORIZED"]).toBe(expected);
  });

  it("turns trust off for the agent alone where the client has certificates", () => {
    const { args } = printed(
      "scmType: container-registry-agent\ncrType: ecr\ncaCert: ca.pem\ntlsRejectUnauthorized: '0'\n",
    );
    expect(args["environment"]).toBeUndefined();
    expect(args["registryAgent"]).toMatchObject({ environment: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } });
  });

  it("takes an address apart, and decodes its password for the configuration", () => {
    const { args, settings } = printed(
      "scmType: nexus2\nbaseNexusUrl: https://us%40er:p%40ss@nexus.example.com:8081/\n",
    );
    expect(args["client"]).toMatchObject({ url: "https://nexus.example.com:8081", username: "us@er" });
    expect(settings).toContainEqual(expect.objectContaining({ name: "nexusPassword", isSecret: true }));
  });

  it("knows GitHub's own hosts", () => {
    const { args } = printed(
      "scmType: github-enterprise\ngithub: api.github.com\ngithubApi: api.github.com\n",
    );
    expect(args["client"]).toMatchObject({ host: "github.com", apiHost: undefined });
  });

  it.each([
    ["the Secrets' own names", "externalCredentialSecret: {name: mine, key: pat}", {}, "mine", "pat"],
    [
      "the release's",
      "useExternalSecrets: true",
      { release: "prod" },
      "github-com-token-prod",
      "github-com-token-key",
    ],
    [
      "none",
      "useExternalSecrets: true\ndisableSuffixes: true",
      {},
      "github-com-token",
      "github-com-token-key",
    ],
    ["a name alone", "externalCredentialSecret: {name: mine}", {}, "mine", "github-com-token-key"],
    [
      "asked for",
      "scmToken: canary",
      { release: "prod", secrets: "cluster" },
      "github-com-token-prod",
      "github-com-token-key",
    ],
  ] as const)("names the Secret in the cluster: %s", (_, yaml, options, fromSecretName, key) => {
    expect(printed(yaml, options).args["client"]).toMatchObject({ token: { fromSecretName, key } });
  });

  it("takes a value of the file from the configuration, for Helm takes its Secrets along", () => {
    const result = printed("scmToken: canary\nexternalCredentialSecret: {name: mine, key: pat}", {
      release: "prod",
    });
    expect(result.program).toContain('token: config.requireSecret("githubToken")');
    expect(fate(result, "externalCredentialSecret.name")).toContain("--secrets cluster");
  });

  it("takes the first credential, as the chart does", () => {
    const result = printed("scmType: jira-bearer-auth\njiraPat: canary\nscmToken: canary-2\n");
    expect(fate(result, "jiraPat")).toContain("takes scmToken in its place");
  });

  it("prints region, and addresses only where no region has them", () => {
    const eu = "brokerServerUrl: https://broker.eu.snyk.io\n";
    expect(printed(`${eu}brokerDispatcherUrl: https://api.eu.snyk.io\n`).args).toMatchObject({
      region: "SNYK-EU-01",
    });
    const half = printed(eu);
    expect(half.args).toMatchObject({
      brokerServerUrl: "https://broker.eu.snyk.io",
      apiUrl: "https://api.snyk.io",
    });
    expect(half.differences.join()).toContain("if SNYK-EU-01 is meant, write region alone");
  });

  it("prints no address that follows from the Ingress, and one where a path makes it", () => {
    const ingress = "brokerIngress: {enabled: true, hosts: [b.example.com], tls: [{secretName: t}]";
    expect(
      printed(`brokerClientUrl: https://b.example.com\n${ingress}}`).args["brokerClientUrl"],
    ).toBeUndefined();
    expect(printed(`${ingress}, path: /x}`).args["brokerClientUrl"]).toBe("https://b.example.com/x");
  });

  it("asks the configuration for what the client needs and the file has not", () => {
    const { program } = printed("scmType: bitbucket-server\n");
    expect(program).toContain('host: config.require("bitbucketHost")');
    expect(program).toContain("pulumi config set bitbucketHost <value>");
    expect(program).toContain("pulumi config set --secret bitbucketPassword");
  });
});
