export type WizardStep = 'mail' | 'people';

/** Where somebody is in the wizard; in the address, so that it can be left and resumed. */
export interface WizardPlace {
  /** The institute, once it is open. Without it the first step is shown. */
  institute?: string | undefined;
  step?: WizardStep | undefined;
}

export function wizardPlace(raw: Record<string, unknown>): WizardPlace {
  return {
    institute:
      typeof raw.institute === 'string' && raw.institute !== '' ? raw.institute : undefined,
    step: raw.step === 'mail' || raw.step === 'people' ? raw.step : undefined,
  };
}
