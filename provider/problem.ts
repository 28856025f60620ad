/** Where something stands in a file; line and column count from 1. */
export interface Place {
  /** The file's path, relative to the project's folder. */
  file: string;
  line: number;
  column: number;
}

/** Something that is wrong (a problem) or doubtful (a warning). */
export interface Problem {
  /** Undefined where the file could not be matched to what Pulumi handed over. */
  at: Place | undefined;
  /** What is wrong and what to write instead: one sentence. */
  reason: string;
  /** The form for people: place and sentence, and below them the line itself with a caret. */
  text: string;
}
