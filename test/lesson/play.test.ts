// The loop of a case: choices, words, hints, permissions and time, in the real evening.
import { expect, test } from 'vitest';
import { isBusy } from '../../src/agent/state.ts';
import { canonical } from '../../src/engine/json.ts';
import { emptyLog, since } from '../../src/engine/log.ts';
import { beatOf, offered } from '../../src/lesson/director.ts';
import { begin, dispatch, passTime } from '../../src/lesson/play.ts';
import type { Play } from '../../src/lesson/progress.ts';
import { parseScript, playScript, settle } from '../../src/lesson/script.ts';
import { framesOf, theCase, theWorld } from './evening.ts';

const LONG = 120_000;
const start = (guided = false) => settle(theCase(), begin(theCase(), theWorld(), guided));
const facts = (play: Play, kind: string) => since(play.world.time.facts, play.world.setting.firstFact).filter((fact) => fact.kind === kind);
const openOf = (play: Play) => {
  const open = play.progress.open;
  if (!open) throw new Error('no decision is open');
  return beatOf(theCase(), open.beat)!;
};

test(
  'the evening begins with a beat and a question, at its instant',
  () => {
    const play = begin(theCase(), theWorld(), false);
    expect(play.world.time.now).toBe(theWorld().setting.startedAt);
    expect(facts(play, 'beat.told').length).toBeGreaterThan(0);
    expect(start().progress.open).not.toBe(null);
  },
  LONG,
);

test(
  'a choice that is not offered, or of another beat, does nothing',
  () => {
    const play = start();
    for (const action of [
      { type: 'choose', beat: openOf(play).id, choice: 'no-such-choice' },
      { type: 'choose', beat: 'no-such-beat', choice: 'x' },
      { type: 'permit', answer: 'yes' },
      { type: 'predict', prediction: 'no-such-beat', answer: 'x' },
    ] as const) {
      expect(canonical(dispatch(theCase(), play, action))).toBe(canonical(play));
    }
  },
  LONG,
);

test(
  'a choice closes its decision, is a fact, and leaves the play before it alone',
  () => {
    const play = start();
    const before = canonical(play);
    const beat = openOf(play);
    const choice = offered(play, beat)[0]!;
    const after = dispatch(theCase(), play, { type: 'choose', beat: beat.id, choice: choice.id });
    expect(facts(after, 'decision.made').map((fact) => [fact.data.beat, fact.data.choice, fact.data.by])).toEqual([[beat.id, choice.id, 'click']]);
    expect(after.progress.made.map((made) => made.choice)).toEqual([choice.id]);
    expect(after.progress.open?.beat).not.toBe(beat.id);
    expect(canonical(play)).toBe(before);
  },
  LONG,
);

test(
  'a label said to the assistant is that choice, by words',
  () => {
    const { frames } = framesOf('> skip');
    const play = settle(theCase(), frames.at(-1)!.play);
    const beat = openOf(play);
    for (const choice of offered(play, beat)) {
      const after = dispatch(theCase(), play, { type: 'say', text: choice.label });
      expect(after.progress.made.at(-1)).toMatchObject({ beat: beat.id, choice: choice.id, by: 'words' });
      const inASentence = dispatch(theCase(), play, { type: 'say', text: `Well: ${choice.label.replaceAll('.', '!')}, please.` });
      expect(inASentence.progress.made.at(-1)).toMatchObject({ choice: choice.id, by: 'words' });
      // Said once, by the learner; the choice's own words are not said as well.
      const said = (one: typeof play) => since(one.world.time.facts).filter((fact) => fact.kind === 'you.said').length;
      expect(said(after)).toBe(said(play) + 1);
    }
  },
  LONG,
);

test(
  'hints come one at a time, and end',
  () => {
    let play = settle(theCase(), framesOf('> skip').play);
    const hints = openOf(play).decision?.hints ?? [];
    expect(hints).toHaveLength(3);
    for (const expected of [1, 2, 3, 3]) {
      play = dispatch(theCase(), play, { type: 'hint' });
      expect(play.progress.hints[openOf(play).id]).toBe(expected);
    }
    expect(facts(play, 'hint.given').map((fact) => fact.data.step)).toEqual([1, 2, 3]);
  },
  LONG,
);

test(
  '"stop" stops the assistant, and what it understands not it says so',
  () => {
    const busy = framesOf('> skip').play;
    const beat = openOf(settle(theCase(), busy));
    let play = dispatch(theCase(), settle(theCase(), busy), { type: 'choose', beat: beat.id, choice: offered(busy, beat)[0]!.id });
    play = passTime(theCase(), play, play.world.time.now + 2000);
    expect(isBusy(play.agent)).toBe(true);
    play = dispatch(theCase(), play, { type: 'say', text: 'stop' });
    expect(play.agent.goal).toBe(null);
    const lost = dispatch(theCase(), settle(theCase(), play), { type: 'say', text: 'qwertz' });
    expect(String(facts(lost, 'agent.said').at(-1)?.data.text)).toMatch(/do not know what to do with that/);
  },
  LONG,
);

test(
  'a long wait equals many short ones, with the assistant at work',
  () => {
    const settled = start();
    const scripted = playScript(theCase(), begin(theCase(), theWorld(), false), parseScript('> skip\n> share')).play;
    expect(scripted.world.time.now).toBeGreaterThan(settled.world.time.now);
    const beat = openOf(settle(theCase(), framesOf('> skip').play));
    const from = dispatch(theCase(), settle(theCase(), framesOf('> skip').play), { type: 'choose', beat: beat.id, choice: 'share' });
    const until = from.world.time.now + 60_000;
    let short = from;
    for (let at = from.world.time.now; at < until; at += 7000) short = passTime(theCase(), short, Math.min(at, until));
    short = passTime(theCase(), short, until);
    expect(canonical(short)).toBe(canonical(passTime(theCase(), from, until)));
  },
  LONG,
);

test(
  'asking mode: the assistant waits for an answer, and a no is heard',
  () => {
    const asking = { ...begin(theCase(), theWorld(), false) };
    const inMode: Play = { ...asking, agent: { ...asking.agent, mode: 'ask' } };
    const settled = settle(theCase(), inMode);
    const skipped = settle(theCase(), dispatch(theCase(), settled, { type: 'choose', beat: openOf(settled).id, choice: 'skip' }));
    const strict: Play = { ...skipped, agent: { ...skipped.agent, mode: 'ask' } };
    const beat = openOf(strict);
    const play = settle(theCase(), dispatch(theCase(), strict, { type: 'choose', beat: beat.id, choice: 'share' }));
    expect(play.agent.pending).not.toBe(null);
    expect(facts(play, 'agent.asked')).toHaveLength(1);
    expect(facts(play, 'agent.runs').filter((fact) => fact.data.command === play.agent.pending?.command)).toEqual([]);
    const no = dispatch(theCase(), play, { type: 'permit', answer: 'no' });
    expect(no.agent.pending).toBe(null);
    expect(facts(no, 'agent.runs')).toEqual(facts(play, 'agent.runs'));
    const yes = dispatch(theCase(), play, { type: 'permit', answer: 'yes' });
    expect(facts(yes, 'agent.runs').at(-1)?.data.command).toBe(play.agent.pending?.command);
  },
  LONG,
);

test(
  'the bastion answers ssh while its group lets the laptop in, and no ping',
  () => {
    const ssh = '$ ssh -o ConnectTimeout=5 ec2-user@bastion hostname';
    const group = `$(aws ec2 describe-security-groups --filters 'Name=group-name,Values=*bastion*' --query 'SecurityGroups[].GroupId' --output text)`;
    const closing = `$ aws ec2 revoke-security-group-ingress --group-id ${group} --protocol tcp --port 22 --cidr 198.51.100.24/32`;
    const seen = (script: string) => since(framesOf(script).play.world.computers.terminals['new-laptop']?.output ?? emptyLog<string>()).join('');
    const shut = seen(['> skip', ssh, '$ ping -c 1 bastion', closing, ssh].join('\n'));
    expect(shut).toMatch(/hostname\nbastion\n.*1 packets transmitted, 0 received.*Connection timed out\n/s);
    expect(shut.split('Connection timed out')).toHaveLength(2);
  },
  LONG,
);
