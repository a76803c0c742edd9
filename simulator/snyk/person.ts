/** Who works in the web UI. */
export const PERSON = {
  id: "c0000000-0000-4000-8000-000000000001",
  name: "Pat",
  email: "pat@example.com",
} as const;
