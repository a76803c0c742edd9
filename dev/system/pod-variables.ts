import { z } from "zod";

/** The variables of containers, where a Deployment has them. @param value what a value in clear may be */
export function deploymentSpec<Value extends z.ZodType>(value: Value) {
  const secretKeyRef = z.object({ name: z.string(), key: z.string() });
  const variable = z.object({
    name: z.string(),
    value: value.optional(),
    valueFrom: z.object({ secretKeyRef }).optional(),
  });
  const containers = z.array(z.object({ env: z.array(variable) }));
  return z.object({ template: z.object({ spec: z.object({ containers }) }) });
}
