/** What a CDS service says of itself at `/about/<id>`: governance, intended use, sources, hazards. Plain JSON. */
export interface About {
  readonly version: string;
  readonly status: 'draft' | 'approved' | 'retired';
  readonly owner: string;
  readonly approval: { readonly by: string; readonly date: string } | null;
  /** `YYYY-MM-DD`, as all dates here. */
  readonly released: string;
  readonly revised: string;
  /** After this day governance is overdue. */
  readonly reviewDue: string;
  readonly intendedUser: string;
  readonly intendedPopulation: string;
  readonly intendedUse: string;
  readonly notIntendedFor: readonly string[];
  readonly limits: readonly string[];
  readonly sources: readonly {
    readonly id: string;
    readonly citation: string;
    readonly url?: string | undefined;
    readonly seen: 'read' | 'second-hand' | 'not-read';
    readonly strength: 'guideline' | 'study' | 'review' | 'own';
  }[];
  /** The thirteen source attributes of evidence-based decision support (US). */
  readonly sourceAttributes: Readonly<Record<string, string>>;
  readonly changeLog: readonly { readonly version: string; readonly date: string; readonly change: string }[];
  readonly hazards: readonly {
    readonly id: string;
    readonly hazard: string;
    readonly control: string;
    /** Files or folders of the service's cases. */
    readonly cases: readonly string[];
    /** Tests, where the control is not the rule's own. */
    readonly tests: readonly string[];
  }[];
  readonly contentHash: string;
}
