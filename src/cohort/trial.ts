/** A what-if: the same rule with one thing changed, tried on every chart that could reach a card. */
export interface Trial {
  /** `without weight-loss`, `weight-loss-fraction 0.07`, `other cancers off` */
  readonly name: string;
  /** Features left out of account. */
  readonly without?: readonly string[];
  /** Numbers in place of those of `content/thresholds.yaml`, by name. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly otherCancers?: boolean;
}
