import { z } from "zod";

/** What the chart takes as a value; of anything else its schema, or a template, makes an error. */
export interface Shape {
  readonly schema: z.ZodType;
  /** Ends the sentence "the chart takes … here". */
  readonly wants: string;
}

export const text: Shape = {
  schema: z.string(),
  wants: "text, in quotes where it looks like something else",
};

/** Text, but whatever can be written as text does as well: the schema is silent. */
export const anyText: Shape = {
  schema: z.union([z.string(), z.number(), z.boolean()]),
  wants: "text",
};

export const flag: Shape = { schema: z.boolean(), wants: "true or false, without quotes" };

/** Where the schema is silent, every value but a few counts as true: the text "false" as well. */
export const anyFlag: Shape = {
  schema: z.union([z.boolean(), z.string(), z.number()]),
  wants: "true or false",
};

/** On or off, where the chart has taken quoted texts since its beginning. */
export const quotedFlag: Shape = {
  schema: z.union([z.boolean(), z.literal("true"), z.literal("")]),
  wants: '"true" or true, and false or nothing',
};

export const host: Shape = {
  schema: z.string().refine((value) => !/^https?:\/\//.test(value)),
  wants: "a host without http:// or https://",
};

export const url: Shape = {
  schema: z.string().regex(/^$|^https?:\/\//),
  wants: "an address with http:// or https://",
};

/** An address of Snyk: its broker server or its API. */
export function snykUrl(name: "api" | "broker"): Shape {
  return {
    schema: z.string().regex(new RegExp(`^https://${name}.*snyk(gov)?.io`)),
    wants: `Snyk's address, such as https://${name}.eu.snyk.io`,
  };
}

export const uuid: Shape = {
  schema: z.string().regex(/^$|^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i),
  wants: "a UUID",
};

export const port: Shape = { schema: z.int(), wants: "a whole number" };

/** A port where the schema is silent. */
export const anyPort: Shape = {
  schema: z.union([z.int(), z.string().regex(/^\d+$/)]),
  wants: "a port",
};

export const replicas: Shape = { schema: z.int().min(2).max(4), wants: "a whole number from 2 to 4" };

export function oneOf(...values: readonly (string | number | boolean)[]): Shape {
  const written = values.map((value) => JSON.stringify(value)).join(", ");
  return { schema: z.unknown().refine((value) => values.some((each) => each === value)), wants: written };
}

export const map: Shape = { schema: z.record(z.string(), z.unknown()), wants: "keys and values" };

export const list: Shape = { schema: z.array(z.unknown()), wants: "a list" };

export const anything: Shape = { schema: z.unknown(), wants: "anything" };

export const quantity: Shape = {
  schema: z.union([z.string(), z.number()]),
  wants: "a quantity, such as 256Mi",
};

export const certificates: Shape = {
  schema: z.string().regex(/^$|^\s*-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----\s*$/),
  wants: "certificates as PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
};
