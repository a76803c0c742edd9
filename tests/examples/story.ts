import { Example, type OpenOptions } from "./example";
import type { Workshop } from "./workshop";

export interface Teller {
  /**
   * Makes the example ready before the first of the story's tests.
   * @param typed what a reader types when a command of the README asks, by the name that it asks for
   * @returns the example, for use in the tests
   */
  readonly open: (typed: Readonly<Record<string, string>>, options?: OpenOptions) => () => Example;
}

/** The tests of one example, in the order of its README. */
export type Story = (teller: Teller) => void;

/** Declares the tests of an example. */
export function tell(workshop: Workshop, name: string, story: Story, title = name): void {
  describe(title, () => {
    story({
      open: (typed, options) => {
        let example: Example;
        beforeAll(async () => {
          example = await Example.open(workshop, name, options);
          Object.assign(example.typed, typed);
        });
        afterAll(() => example.close());
        return () => example;
      },
    });
  });
}
