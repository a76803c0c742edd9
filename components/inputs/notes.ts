import * as pulumi from "@pulumi/pulumi";

/** Warns, in previews and updates, of what is legal and almost surely wrong. Notes that are `undefined` say nothing. */
export function say(about: pulumi.Resource, notes: readonly pulumi.Input<string | undefined>[]): void {
  for (const note of notes) {
    if (typeof note === "string") void pulumi.log.warn(note, about);
    else pulumi.output(note).apply((text) => (text === undefined ? undefined : pulumi.log.warn(text, about)));
  }
}
