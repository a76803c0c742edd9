/** The answers of the simulator, as far as its tests look into them. */
import { z } from "zod";

export const integrationAnswer = z.object({ id: z.string(), brokerToken: z.string().optional() });

export const provisionAnswer = z.object({ id: z.string(), provisionalBrokerToken: z.string() });

export const cloneAnswer = z.object({ newIntegrationId: z.string() });

export const orgAnswer = z.object({
  id: z.string(),
  slug: z.string(),
  group: z.object({ id: z.string(), name: z.string() }).nullable(),
});

export const orgsAnswer = z.object({ orgs: z.array(z.unknown()) });

/** V1's error; `errorRef` stands in for `code` where organizations are created and deleted. */
export const v1Error = z.object({
  code: z.number().optional(),
  message: z.string(),
  errorRef: z.string().optional(),
});

export const restErrors = z.object({ errors: z.array(z.object({ status: z.string() })) });

const restResource = z.object({ attributes: z.record(z.string(), z.unknown()) });

export const restAnswer = z.object({ data: restResource });

export const restList = z.object({
  data: z.array(restResource),
  links: z.object({ next: z.unknown(), prev: z.unknown() }).partial(),
});

export const controlError = z.object({ error: z.string() });

export const settingsAnswer = z.object({ enableTwice: z.string() });

/** Stand for a text and a UUID in what a test expects. */
export const anyText = expect.any(String) as string;

export const anyUuid = expect.stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
) as string;
