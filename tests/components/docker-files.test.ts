import * as pulumi from "@pulumi/pulumi";
import { type DockerClientArgs, dockerFiles } from "../../components/broker-client/docker-files";
import { register } from "./mocked";
import { allOptions, CANARY, LEAST, MOST, TOKEN } from "./samples";

beforeAll(() => register(() => undefined));

it("renders a Compose file, a docker run command and the environment", async () => {
  expect(await rendered({ client: LEAST.gitlab, brokerToken: TOKEN, hostPort: 8000 })).toMatchSnapshot();
});

it("keeps secrets out of the Compose file and the command, and marks the files as secret", async () => {
  const { caCertificates, commitSigning, https, proxy } = allOptions("github-com");
  const docker = dockerFiles("scm", {
    ...{ caCertificates, commitSigning, https, proxy },
    client: MOST["github-com"],
    brokerToken: TOKEN,
  });
  expect(await pulumi.isSecret(docker.files)).toBe(true);
  const { composeFile, files, runCommand } = await resolved(docker);
  expect(`${composeFile}${runCommand}`).not.toMatch(new RegExp(`${CANARY}|${TOKEN}`));
  expect(Object.keys(files)).toEqual([
    "compose.yaml",
    "client.env",
    "files/ca.pem",
    "files/tls.crt",
    "files/tls.key",
  ]);
  // Every line is one variable: keys of many lines are folded.
  expect(
    files["client.env"]
      ?.trim()
      .split("\n")
      .every((line) => /^[A-Z_]+=./.test(line)),
  ).toBe(true);
});

it("carries the generation in the container's name, so that two can run side by side", async () => {
  const { composeFile } = await rendered({ client: LEAST.gitlab, brokerToken: TOKEN, tokenGeneration: 2 });
  expect(composeFile).toContain("container_name: broker-scm-g2");
});

it("asks for the address of an agent that reads images, which it cannot deploy", () => {
  const { agentUrl: _, ...client } = LEAST["container-registry-agent"];
  expect(() => dockerFiles("scm", { client, brokerToken: TOKEN })).toThrow(
    "client.agentUrl is missing; run Snyk's Container Registry Agent in a container of its own",
  );
});

it("serves and is watched on the port and path that were chosen", async () => {
  const { composeFile, files, runCommand } = await rendered({
    client: LEAST.gitlab,
    brokerToken: TOKEN,
    hostPort: 80,
    containerPort: 9000,
    healthCheckPath: "/alive",
  });
  expect(composeFile).toContain("127.0.0.1:9000/alive");
  expect(composeFile).toContain("80:9000");
  expect(runCommand).toContain("--publish 80:9000");
  expect(files["client.env"]).toMatch(/^BROKER_HEALTHCHECK_PATH=\/alive\n(.*\n)*PORT=9000$/m);
});

function rendered(args: DockerClientArgs) {
  return resolved(dockerFiles("scm", args));
}

function resolved<T extends object>(values: T): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => pulumi.output(values).apply(resolve));
}
