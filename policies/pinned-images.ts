import type { ResourceValidationPolicy } from "@pulumi/policy";
import { brokerDeploymentOf, known } from "./resources";

interface Config {
  readonly pinnedBy: "version" | "digest";
}

/** Finds images whose content can change under the same name. */
export const pinnedImages: ResourceValidationPolicy = {
  name: "snyk-broker-image-pinned",
  description: "Images of Broker clients and agents name an exact version or a digest.",
  enforcementLevel: "advisory",
  severity: "medium",
  configSchema: {
    properties: {
      pinnedBy: {
        description:
          "`version`: a tag with three numbers such as `5.22.14-gitlab`, or a digest. `digest`: only a digest.",
        type: "string",
        enum: ["version", "digest"],
        default: "version",
      },
    },
  },
  remediationSteps: "Set `version` or `image` of the client, or `image` of the agent.",
  validateResource: (args, reportViolation) => {
    const { pinnedBy } = args.getConfig<Config>();
    for (const container of brokerDeploymentOf(args)?.containers ?? []) {
      const image = known(() => container.image);
      if (image === undefined || isPinned(image, pinnedBy)) continue;
      const wanted =
        pinnedBy === "digest" ? "a digest (`…@sha256:…`)" : "an exact version, such as `5.22.14-gitlab`";
      reportViolation(
        `The image ${image} of "${args.name}" can change under its name: what runs next week may not be what was tested. ` +
          `Give ${wanted} in \`image\`.`,
      );
    }
  },
};

function isPinned(image: string, by: Config["pinnedBy"]): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  return by === "version" && /:[^/]*\d+\.\d+\.\d+[^/]*$/.test(image);
}
