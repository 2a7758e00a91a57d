/** A command that could not do its work, in words for whoever ran it: never patient data. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** @param exitCode 1 the work failed, 2 wrong use */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
