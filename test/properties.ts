// Properties are tried on the same values in every run, so that a check that fails fails again; SEED=7 npm run unit tries others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SEED ?? 20260226) });
