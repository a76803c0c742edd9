// The example as it is, on a cluster whose Snyk and GitLab are the quickstart's own: they speak http, and pods reach them
// at another address than this machine does.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const own = {
  INSECURE_DOWNSTREAM: "true",
  BROKER_DISPATCHER_BASE_URL: new pulumi.Config().require("apiUrlOfPods"),
};

pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
  if (type !== "kubernetes:apps/v1:Deployment") return undefined;
  const changed = pulumi.output(props["spec"] as k8s.types.input.apps.v1.DeploymentSpec).apply((spec) => {
    for (const container of spec.template.spec?.containers ?? []) {
      const kept = (container.env ?? []).filter(({ name }) => !(name in own));
      container.env = [...kept, ...Object.entries(own).map(([name, value]) => ({ name, value }))];
    }
    return spec;
  });
  return { props: { ...props, spec: changed }, opts };
});

export * from "../../../examples/quickstart";
