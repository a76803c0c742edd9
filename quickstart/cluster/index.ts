// The example as it is, on a cluster whose GitLab is the quickstart's own, which speaks http.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
  if (type !== "kubernetes:apps/v1:Deployment") return undefined;
  const changed = pulumi.output(props["spec"] as k8s.types.input.apps.v1.DeploymentSpec).apply((spec) => {
    for (const { env } of spec.template.spec?.containers ?? [])
      env?.push({ name: "INSECURE_DOWNSTREAM", value: "true" });
    return spec;
  });
  return { props: { ...props, spec: changed }, opts };
});

export * from "../../examples/quickstart/index";
