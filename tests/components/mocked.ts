import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { TOKEN } from "./samples";

/** A resource as the engine would get it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Logical names of what it must wait for, as far as its options say. */
  readonly dependsOn: readonly string[];
  /** The provider, when it is not the default one. */
  readonly provider?: string;
}

export interface MockOptions {
  /** Generation that the provider stamps. @default 1 */
  readonly generation?: number;
  /** Which creation of the integration it is, as the provider's ids say it. @default none, as under a user's own mocks */
  readonly instance?: string;
  /** True for a preview in which a new token is not known yet, as when a rotation is due. @default false */
  readonly tokenUnknown?: boolean;
  /** Configuration, such as `snyk-broker:region`. @default none */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Runs a program against mocks.
 * @returns what it registered, by logical name, in order
 */
export async function register(
  program: (opts: pulumi.ComponentResourceOptions) => void,
  options: MockOptions = {},
): Promise<Record<string, Registered>> {
  said = [];
  const { warn } = console;
  console.warn = (text: unknown) => said.push(String(text).replace(/^warning: (\[runtime\] )?/, ""));
  try {
    return await run(program, options);
  } finally {
    console.warn = warn;
  }
}

/** What the last program warned of. */
export function warnings(): readonly string[] {
  return said;
}

let said: string[] = [];

async function run(
  program: (opts: pulumi.ComponentResourceOptions) => void,
  options: MockOptions,
): Promise<Record<string, Registered>> {
  const { generation = 1, instance, tokenUnknown = false, config = {} } = options;
  const inputs: Omit<Registered, "dependsOn">[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (args: MockInputs) => {
        const { type, name, provider } = args;
        const named = autonamed(args);
        inputs.push({ type, name, inputs: plain(named), ...(provider && { provider }) });
        const isCreation = type.endsWith(":BrokeredIntegration") && instance !== undefined;
        return {
          id: `${args.name}-id${isCreation ? `/${instance}` : ""}`,
          state: { ...named, ...outputs(args.type, generation, tokenUnknown) },
        };
      },
      call: () => ({}),
    },
    "project",
    "stack",
    tokenUnknown,
  );
  pulumi.runtime.setAllConfig({ ...config });

  const names = new Map<pulumi.Resource, string>();
  const waits = new Map<string, readonly string[]>();
  program({
    transformations: [
      ({ resource, name, type, opts }) => {
        names.set(resource, name);
        waits.set(
          `${type} ${name}`,
          dependencies(opts).map((each) => names.get(each) ?? "outside"),
        );
        return undefined;
      },
    ],
  });
  await pulumi.runtime.disconnect();
  return Object.fromEntries(
    inputs.map((each) => [each.name, { ...each, dependsOn: waits.get(`${each.type} ${each.name}`) ?? [] }]),
  );
}

/** Names an object as the Kubernetes provider does: another content, another name. */
function autonamed({ type, name, inputs }: MockInputs): Readonly<Record<string, unknown>> {
  const metadata = inputs["metadata"] as { readonly name?: string } | undefined;
  if (!type.startsWith("kubernetes:") || metadata === undefined || metadata.name !== undefined) return inputs;
  const suffix = createHash("sha256")
    .update(JSON.stringify(plain(inputs)))
    .digest("hex")
    .slice(0, 8);
  return { ...inputs, metadata: { ...metadata, name: `${name}-${suffix}` } };
}

function outputs(type: string, generation: number, tokenUnknown: boolean): Record<string, unknown> {
  if (!type.endsWith(":BrokeredIntegration")) return {};
  const token = tokenUnknown
    ? {}
    : { brokerToken: TOKEN, integrationId: "1d0fe7c1-0000-4000-8000-00000000cafe" };
  return { tokenGeneration: generation, tokenIssuedOn: "2026-11-22", tokenSource: "enable", ...token };
}

function dependencies(opts: pulumi.ResourceOptions): readonly pulumi.Resource[] {
  const { dependsOn } = opts;
  if (dependsOn === undefined) return [];
  return (Array.isArray(dependsOn) ? dependsOn : [dependsOn]) as pulumi.Resource[];
}

/** What the mocks get; Pulumi types the inputs as `any`. */
interface MockInputs {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider?: string | undefined;
}

/** A value as Kubernetes keeps it in a Secret. */
export function inSecret(value: string): string {
  return Buffer.from(value).toString("base64");
}

/** The key under which a test sees what the state holds encrypted. */
export const ENCRYPTED = "[secret]";

const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Marks secrets, so that a test sees what is encrypted. */
function plain(value: unknown): Record<string, unknown> {
  return lift(value) as Record<string, unknown>;
}

function lift(value: unknown): unknown {
  if (pulumi.Output.isInstance(value)) return "[unknown]";
  if (Array.isArray(value)) return value.map(lift);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET_SIGNATURE in value && "value" in value) return { [ENCRYPTED]: lift(value.value) };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, lift(each)]));
}

/** A value inside a resource's inputs, by its path: `spec.replicas`. Keys with dots are not reached. */
export function at(resource: Registered | undefined, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], resource?.inputs);
}
