/** What a node stands for, which decides its shape. */
export type Kind = "organization" | "integration" | "clone" | "generation" | "client" | "note";

/** How a node is coloured: as it is now, coming with the next `pulumi up`, going with it, or not as it should be. */
export type Tone = "plain" | "live" | "coming" | "going" | "warning";

export interface Node {
  readonly id: string;
  readonly kind: Kind;
  readonly tone: Tone;
  /** Text, which may hold names that users chose: the first line is the headline. */
  readonly lines: readonly string[];
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  /** Of something that comes or goes. */
  readonly dashed: boolean;
}

/** A frame around nodes. */
export interface Frame {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly Node[];
}

/** A stack, ready to be drawn from left to right in whatever language. */
export interface Drawing {
  readonly title: string;
  readonly nodes: readonly Node[];
  readonly frames: readonly Frame[];
  readonly edges: readonly Edge[];
}
