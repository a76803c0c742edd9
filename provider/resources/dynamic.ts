import * as pulumi from "@pulumi/pulumi";
import { redactDebugMessages } from "./debug-redaction";
import { RESOURCE_TYPE_PREFIX } from "../type-tokens";

redactDebugMessages();

/**
 * The module that every stored `__provider` requires. It is written into the state of users and therefore a
 * contract for ever: `package.json` must export it, under this name, in every release.
 */
const PROVIDER_MODULE = "pulumi-snyk-broker/provider";

/** What a concrete resource tells its base class about itself. */
export interface ResourceShape {
  /** Outputs that the provider adds to the inputs. */
  readonly outputs: readonly string[];
  /** Outputs that are stored encrypted and printed as `[secret]`. */
  readonly secrets?: readonly string[];
}

/**
 * A dynamic resource whose provider is named, not serialized: `__provider` is a constant text that loads this
 * package at run time. `pulumi.dynamic.Resource` would walk and store the provider's closures instead, with the
 * schemas and HTTP clients that they hold (docs/decisions/001-constant-provider.md).
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  protected constructor(
    kind: string,
    name: string,
    inputs: Record<string, unknown>,
    shape: ResourceShape,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const declared = Object.fromEntries(shape.outputs.map((output) => [output, undefined]));
    super(
      `${RESOURCE_TYPE_PREFIX}${kind}`,
      name,
      {
        ...declared,
        ...inputs,
        __provider: providerText(kind),
        // The provider is told neither, needs both, and stores none of them.
        __run: { stack: stackName(), resource: name },
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: [...(shape.secrets ?? [])] }),
    );
  }
}

/** Under a program's own mocks, which give no organization, `undefined`. */
function stackName(): string | undefined {
  try {
    return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  } catch {
    return undefined;
  }
}

/**
 * The CommonJS text that the dynamic provider host runs. It resolves from the project's folder, which also works
 * inside this repository and for linked packages; `.pnpm/node_modules`, here or at the root of a workspace, is where
 * pnpm keeps packages that are not the project's direct dependency. Each resource stores the text twice, as JSON: hence
 * the single quotes.
 */
export function providerText(kind: string): string {
  return (
    `let r=require('module').createRequire(process.cwd()+'/_');exports.handler=()=>` +
    `r(r.resolve('${PROVIDER_MODULE}',{paths:['.',...r.resolve.paths('_').map(p=>p+'/.pnpm')]})).${kind}`
  );
}
