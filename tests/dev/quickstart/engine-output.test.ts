import { complaints, rotationDiff, telling } from "../../../dev/quickstart/engine-output";

it("shows a resource's line in columns, without what a stranger need not know", () => {
  const line =
    " +  kubernetes:core/v1:Secret gitlab-client-secret created (0.01s) rendered /tmp/x/v1-secret.yaml";
  expect(telling(line)?.split(/ +/)).toEqual([
    "+",
    "kubernetes:core:Secret",
    "gitlab-client-secret",
    "created",
  ]);
  expect(telling(" ++ kubernetes:apps/v1:Deployment d created replacement (0.1s) [diff: ~spec]")).toMatch(
    /^\+\+ .* created replacement$/,
  );
});

it.each([
  " +  kubernetes:core/v1:Secret gitlab-client-secret creating (0s) ",
  " +- kubernetes:core/v1:Secret gitlab-client-secret replaced (0.00s) [diff: ~data]",
  " +  pulumi:pulumi:Stack project-stack created (0.43s) ",
  "    warning: rendered YAML will contain a secret value in plaintext",
  "@ updating....",
  "",
])("drops %j", (line) => expect(telling(line)).toBeUndefined());

it("keeps the lines that sum up", () => {
  expect(telling("    + 9 to create")).toBe("+ 9 to create");
  expect(telling("    4 changes. 5 unchanged")).toBe("4 changes. 5 unchanged");
});

it("shows of a rotation's diff which resources change, and what about the token", () => {
  const output = `
        ~ pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration: (update)
            [id=1]
          ~ tokenGeneration: 1 => 2
            +-kubernetes:apps/v1:Deployment: (replace)
                  ~ name  : "broker-gitlab-g1" => "broker-gitlab-g2"
                  ~ labels: { }
                          ~ name: "broker-gitlab-g1" => "broker-gitlab-g2"
    --outputs:--
  ~ tokenGeneration: 1 => 2
`;
  expect(rotationDiff(output)).toEqual([
    "~  pulumi-nodejs:dynamic:BrokeredIntegration",
    "     ~ tokenGeneration 1 => 2",
    "+- kubernetes:apps:Deployment",
    '     ~ name            "broker-gitlab-g1" => "broker-gitlab-g2"',
  ]);
});

it("repeats of a failed command its diagnostics, or else everything", () => {
  const noise = "    warning: using pulumi-resource-kubernetes from $PATH at /usr/bin";
  expect(complaints(`Updating\n${noise}\nDiagnostics:\n${noise}\n  error: no\n`)).toEqual([
    "Diagnostics:",
    "  error: no",
  ]);
  expect(complaints("error: no stack\n")).toEqual(["error: no stack"]);
});
