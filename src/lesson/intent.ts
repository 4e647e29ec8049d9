// The few things that the assistant understands whenever they are said, whatever the case offers.
import { isBusy } from '../agent/state.ts';
import { drop, give } from '../agent/turn.ts';
import type { Action } from '../world/actions.ts';
import type { Play } from './progress.ts';

const say = (text: string): Action => ({ type: 'remark', kind: 'agent.said', data: { text }, by: 'agent' });

interface Intent {
  readonly heard: RegExp;
  readonly answer: (play: Play, match: RegExpExecArray) => Action[];
}

const INTENTS: readonly Intent[] = [
  {
    heard: /^\s*(stop|halt|wait|cancel|abort|ctrl-?c)\b/i,
    answer: ({ agent }) => {
      const running = agent.running;
      drop(agent);
      return running ? [{ type: 'interrupt', terminal: agent.terminal, by: 'you' }, say('Stopping it.')] : [say('I do nothing further until you say so.')];
    },
  },
  {
    heard: /\b(list|show me)\b.*\b(destroy|delet|remov|go(es)?|first)\b|\bwhat (exactly )?(are|would|will) you (delet|destroy|remov)/i,
    answer: ({ agent, world }) => give(agent, world.time.now, 'list-destroy', {}),
  },
  { heard: /where('?s| is)? (is )?my database|is the database (gone|there)/i, answer: ({ agent, world }) => give(agent, world.time.now, 'find-database', {}) },
  { heard: /\bwhy (so many|a hundred|\d+)|where is the state\b/i, answer: ({ agent, world }) => give(agent, world.time.now, 'explain-plan', {}) },
  {
    heard: /\b(terraform )?plan\b$/i,
    answer: ({ agent, world }) =>
      give(agent, world.time.now, 'look-around', {
        command: 'cd ~/infra && terraform plan -input=false',
        why: 'You asked for a plan',
        after: 'That is the plan; I apply nothing.',
      }),
  },
  { heard: /\b(unzip|unpack)\b.*\b(beside|compare|elsewhere|other folder)/i, answer: ({ agent, world }) => give(agent, world.time.now, 'compare-archive', {}) },
  { heard: /\b(unzip|unpack)\b/i, answer: ({ agent, world }) => give(agent, world.time.now, 'unpack', {}) },
  { heard: /\b(run|go ahead with|do) (the )?(terraform )?destroy\b/i, answer: ({ agent, world }) => give(agent, world.time.now, 'destroy', {}) },
  { heard: /\b(rebuild|build (it|everything|the rest) (up )?again|apply again)\b/i, answer: ({ agent, world }) => give(agent, world.time.now, 'rebuild', {}) },
  { heard: /^\s*run[: ]+`?(.+?)`?\s*$/i, answer: ({ agent, world }, match) => give(agent, world.time.now, 'look-around', { command: match[1] ?? '', why: 'You asked for it' }) },
];

/** What follows from words that no open choice claims. */
export function intent(play: Play, text: string): Action[] {
  if (play.agent.running && !/^\s*(stop|halt|wait|cancel|abort|ctrl-?c)\b/i.test(text))
    return [say('I am in the middle of a command. Say "stop" to break it off, or let it finish first.')];
  for (const { heard, answer } of INTENTS) {
    const match = heard.exec(text);
    if (match) return answer(play, match);
  }
  const busy = isBusy(play.agent) ? ' I have something under way at the moment.' : '';
  return [
    say(
      `I do not know what to do with that.${busy} I can plan, list what a destroy would take, look for the database, unpack the archive (over the project, or beside it), build up again, stop, or run a command: "run: terraform state list".`,
    ),
  ];
}
