// Which cases there are, and how one is opened. The world and its cases are loaded when a case is entered, not before.
import type { CaseCard, OpenCase } from './session.ts';

export const CASES: readonly CaseCard[] = [
  {
    slug: 'wheres-my-database',
    title: 'Where’s my database?',
    summary: 'One evening in February an agent, asked to tidy up, ran terraform destroy on a course platform. You sit where its founder sat.',
    minutes: '60 to 90 minutes',
  },
];

/** Opens a case on the computed world. Throws with a sentence for the learner when it cannot. */
export const openCase: OpenCase = async (slug) => {
  throw new Error(`The case “${slug}” is not part of this build.`);
};
