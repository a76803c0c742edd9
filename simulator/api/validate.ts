import type { z } from "zod";

/** @returns the parsed value; an error is one sentence that names the field, never the value that it has. */
export function validate<T>(schema: z.ZodType<T>, value: unknown, whatFor: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${whatFor}: ${firstProblem(result.error)}`);
}

export function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  return `${where}${issue?.message ?? "not valid"}`;
}
