import { z } from "zod";
import { requireOrg } from "../auth";
import { copyInto } from "../../snyk/tokens";
import { defineOrgCall, integrationOf } from "../call";
import { Refusal } from "../errors";

/** Copies an integration, with its live token, into another organization of the group. */
export const cloneIntegration = defineOrgCall({
  operation: "cloneIntegration",
  api: "v1",
  method: "post",
  path: "/org/:orgId/integrations/:integrationId/clone",
  permissions: ["View Integrations", "Edit Integrations"],
  body: z.strictObject({ destinationOrgPublicId: z.string() }),
  answer: (request) => {
    const { store, settings, key, org, body } = request;
    const { cloneOverExisting, cloneOverTurnedOff, existingTypeStatus, cloneAcrossGroupsStatus } =
      settings.get();
    const source = integrationOf(request);
    const destination = requireOrg(store, key, body.destinationOrgPublicId);
    if (destination.id === org.id)
      throw new Refusal(400, "The destination is the organization of the source");
    if (org.groupId === undefined || destination.groupId !== org.groupId) {
      throw new Refusal(cloneAcrossGroupsStatus, "The destination organization must be in the same group");
    }

    const existing = store.integrationByType(destination.id, source.type);
    const copy = copyInto(request, source, destination.id);
    if (!existing) {
      store.addIntegration(copy);
      request.record("org.integration.create", copy);
      return { status: 200, body: { newIntegrationId: copy.id } };
    }
    const over = existing.brokered ? cloneOverExisting : cloneOverTurnedOff;
    if (over === "conflict") {
      throw new Refusal(
        existingTypeStatus,
        `The destination has an integration of type ${source.type} already`,
      );
    }
    if (over === "overwrites") {
      store.removeIntegration(existing.id);
      store.addIntegration({ ...copy, id: existing.id, created: existing.created });
      request.record("org.integration.edit", existing);
    }
    return { status: 200, body: { newIntegrationId: existing.id } };
  },
});
