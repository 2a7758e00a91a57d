/** A number of places and a queue of bounded length before them, whose waiting is bounded too. */

export class Places {
  private taken = 0;
  private readonly waiting = new Set<(place: boolean) => void>();

  constructor(
    private readonly most: number,
    private readonly queue: number,
  ) {}

  /** Resolves to what gives the place back (once; again does nothing), or to `undefined` where there is none in time. */
  async enter(waitMs: number): Promise<(() => void) | undefined> {
    if (this.taken < this.most) this.taken += 1;
    else if (this.waiting.size >= this.queue || !(await this.turn(waitMs))) return undefined;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.leave();
    };
  }

  /** Hands the place to the first who waits. */
  private leave(): void {
    const [next] = this.waiting;
    if (next) next(true);
    else this.taken -= 1;
  }

  private turn(waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (place: boolean): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve(place);
      };
      const timer = setTimeout(() => done(false), waitMs);
      this.waiting.add(done);
    });
  }
}
