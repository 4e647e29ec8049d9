// The desk's state in the browser: the session, the frame it shows, the pace of time, what is saved and what the learner must be told.
import { createStore } from 'zustand/vanilla';
import { type Question, Unanswered } from '../engine/device.ts';
import { type DeskActions, type DeskState, type DeskStore, EMPTY, type Remark } from './desk-state.ts';
import type { KeptFrame } from './kept-frame.ts';
import { afterAction, afterChange, underWay, waitUntil } from './pace.ts';
import { consult as ask, prepare as makeReady } from './postgres/device.ts';
import type { OpenCase, Opened, RunRecord, Session } from './session.ts';
import { drafts } from './storage/drafts.ts';
import type { Aside, Vault } from './storage/vault.ts';

/** `consult` asks a device and keeps its answer; `prepare` gets it ready for a question that is likely, or for any. */
export function createDeskStore(
  open: OpenCase,
  vault: Vault,
  consult: (question: Question) => Promise<void> = ask,
  prepare: (question: Question | null) => void = consult === ask ? makeReady : () => undefined,
): DeskStore {
  return createStore<DeskState & DeskActions>()((set, get) => {
    let guided = true;
    let entering = 0;
    /** The key of the Postgres that is ready, or being made so. */
    let ready: string | null = null;
    /** The last save came without the newest frame. */
    let bare = false;
    /** Whether a device is asked for the way back, in the background. After one failure nobody asks again. */
    let consulting: 'no' | 'asking' | 'in vain' = 'no';

    /** Takes what the session shows now into the state. */
    const show = (session: Session) => {
      const before = get().view;
      const view = session.view();
      const pace = afterChange(get().pace, before ?? { ...view, decision: null }, view, guided);
      set({ view, place: session.place(), pace });
      const expected = session.expects();
      if (expected && expected.key !== ready) {
        ready = expected.key;
        prepare(expected.question);
      }
    };

    const fail = (error: unknown) => set({ phase: 'failed', failure: error instanceof Error ? error.message : String(error) });

    const say = (text: string, run: Aside | null = null) => set({ remarks: [...get().remarks.filter((one) => one.text !== text), { text, run }] });

    /** Takes an opened case as the desk's. `record` is the run that it plays. */
    const seat = ({ session, refused, played }: Opened, record: RunRecord | null, opening: boolean) => {
      const prologue = opening && !record ? session.prologue() : null;
      session.setGuided(guided);
      set({
        session,
        prologue,
        phase: prologue ? 'prologue' : 'playing', // A run that had to be played is saved anew, with a frame to open at.
        saving: { state: record && !refused ? (played ? 'pending' : 'saved') : 'none', message: null },
      });
      show(session);
      // Whoever comes back in the middle of something finds it as it was left, and lets time go on when ready.
      const back = get().view;
      if (record && !refused && back && underWay(back)) {
        set({ pace: { ...get().pace, held: 'by hand' } });
        say(`You left while something was running. Time is held at ${back.clock.time}; let it run when you are ready.`);
      }
    };

    const putAside = async (slug: string): Promise<{ readonly words: string; readonly aside: Aside | null }> => {
      try {
        return { words: 'It is put aside.', aside: await vault.putAside(slug) };
      } catch (error) {
        return { words: `It could not be put aside (${error instanceof Error ? error.message : String(error)}), so nothing is saved over it.`, aside: null };
      }
    };

    const begin = async (slug: string, record: RunRecord | null, opening: boolean, remarks: readonly Remark[], frame: KeptFrame | null = null) => {
      const ticket = ++entering;
      set({ ...EMPTY, lookingOn: get().lookingOn, remarks });
      try {
        const opened = await open(slug, record, opening && !record, frame);
        if (ticket !== entering) return;
        const moved = opened.refused ? await putAside(slug) : null;
        if (ticket !== entering) return;
        seat(opened, record, opening);
        if (moved) say(`The run that was kept here is not played. ${opened.refused} ${moved.words} The evening begins anew.`, moved.aside);
      } catch (error) {
        if (ticket === entering) fail(error);
      }
    };

    /** What was done while a device was being asked. */
    let waiting: (() => void)[] = [];

    /** Asks a device, then tries again what had to ask, and after it what has come in between. */
    const askFor = async (session: Session, question: Question, again: () => void) => {
      set({ asking: true });
      let failed: string | null = null;
      try {
        await consult(question);
      } catch (error) {
        failed = error instanceof Error ? error.message : String(error);
      }
      const left = waiting;
      waiting = [];
      if (get().session !== session) return;
      set({ asking: false });
      if (failed === null) {
        again();
        for (const one of left) one();
        return;
      }
      session.forgetQuestion();
      set({ pace: { ...get().pace, held: 'by hand', running: false } });
      say(`Postgres could not be loaded (${failed}). What asked for it has not happened; try it again.`);
      show(session);
    };

    /** Runs something against the session; an error in the world is told, and the desk keeps its last good frame. */
    const withSession = (work: (session: Session) => void, changesRun = false) => {
      const { session, phase, lookingOn } = get();
      if (!session || phase !== 'playing' || (changesRun && lookingOn)) return;
      if (get().asking) {
        waiting.push(() => withSession(work, changesRun));
        return;
      }
      try {
        work(session);
        if (changesRun) set({ saving: { state: 'pending', message: null } });
        show(session);
      } catch (error) {
        if (error instanceof Unanswered) {
          show(session);
          void askFor(session, error.question, () => withSession(work, changesRun));
          return;
        }
        set({ pace: { ...get().pace, held: 'by hand', running: false } });
        say(
          `Something in the simulation broke (${error instanceof Error ? error.message : String(error)}). The moment before it is kept: rewind, or download the run and report it.`,
        );
      }
    };

    return {
      ...EMPTY,
      async enter(slug, options) {
        guided = options.guided;
        consulting = 'no';
        bare = false;
        const ticket = ++entering;
        set({ ...EMPTY });
        const found = await vault.load(slug);
        if (ticket !== entering) return;
        await begin(slug, found.record, options.opening, found.remark ? [{ text: found.remark, run: found.aside }] : [], found.frame);
      },
      leave() {
        entering++;
        set({ ...EMPTY });
      },
      dispatch(action) {
        withSession((session) => {
          session.dispatch(action);
          set({ pace: afterAction(get().pace, action) });
        }, true);
      },
      beat(elapsed) {
        const { view, place, pace } = get();
        if (get().asking || !view || !place || place.frame < place.last) return false;
        const until = waitUntil(view, pace, elapsed);
        if (until === null) return false;
        withSession((session) => session.dispatch({ type: 'wait', until }), true);
        return true;
      },
      rewindTo(target) {
        set({ pace: { ...get().pace, running: false } });
        withSession((session) => session.rewindTo(target));
      },
      fork() {
        withSession((session) => session.fork(), true);
      },
      switchBranch(id) {
        set({ pace: { ...get().pace, running: false } });
        withSession((session) => session.switchBranch(id));
      },
      toPresent() {
        const place = get().place;
        if (place) withSession((session) => session.rewindTo({ frame: place.last }));
      },
      play() {
        set({ pace: { ...get().pace, running: true, held: null } });
      },
      pause() {
        set({ pace: { ...get().pace, running: false, held: 'by hand' } });
      },
      setSpeed(speed) {
        set({ pace: { ...get().pace, speed, slowedFrom: null } });
      },
      skip() {
        const next = get().view?.nextEventAt ?? null;
        if (next !== null) withSession((session) => session.dispatch({ type: 'wait', until: next }), true);
      },
      setGuided(next) {
        guided = next;
        withSession((session) => session.setGuided(next));
      },
      endPrologue() {
        const { session, phase } = get();
        if (phase !== 'prologue' || !session) return;
        set({ phase: 'playing', prologue: null });
        show(session);
      },
      lookOn(lookingOn) {
        set({ lookingOn });
      },
      async restart() {
        const slug = get().session?.slug;
        if (!slug || get().lookingOn) return;
        // Nothing of the old run is to be saved any more, not even by a heartbeat in between.
        set({ ...EMPTY });
        drafts.clear(slug);
        await vault.forget(slug);
        await begin(slug, null, false, []);
      },
      async openRecord(record) {
        const { session, lookingOn } = get();
        if (!session || lookingOn) return;
        if (record.scenario !== session.slug) throw new Error(`This is a run of another case (${record.scenario}).`);
        const opened = await open(record.scenario, record, false);
        if (opened.refused) throw new Error(`This run is not played. ${opened.refused}`);
        if (get().session !== session) return;
        await get().save();
        const aside = await vault.putAside(record.scenario);
        if (get().session !== session) return;
        entering++;
        set({ ...EMPTY });
        seat(opened, record, false);
        if (aside) say('The run that was played here before is put aside.', aside);
        set({ saving: { state: 'pending', message: null } });
      },
      dismiss(remark) {
        set({ remarks: get().remarks.filter((one) => one !== remark) });
      },
      recover(milliseconds) {
        const { session, phase, asking } = get();
        if (!session || phase !== 'playing' || consulting === 'in vain') return false;
        if (asking || consulting === 'asking') return true;
        try {
          const how = session.earlier(milliseconds);
          if (how === 'going') return true;
          if (how === 'differs') {
            say('What was kept of this evening and what its actions lead to are not the same. The actions count: the desk shows what they lead to.');
            set({ saving: { state: 'pending', message: null } });
          }
          if (how === 'failed') say('The earlier part of this evening could not be played again. The present is as it was kept; there is no way back to before it.');
          show(session);
          return false;
        } catch (error) {
          if (!(error instanceof Unanswered)) throw error;
          // Nobody waits for this: the desk goes on meanwhile. Without an answer the way back is made when somebody asks for it.
          consulting = 'asking';
          consult(error.question).then(
            () => {
              consulting = 'no';
            },
            () => {
              consulting = 'in vain';
            },
          );
          return true;
        }
      },
      async save(whole = true) {
        const { session, saving, lookingOn, phase } = get();
        if (!session || lookingOn || phase !== 'playing' || (saving.state !== 'pending' && !(whole && bare && saving.state === 'saved'))) return;
        bare = !whole;
        const kept = await vault.keep(session.record(), whole ? session.newest() : null);
        if (get().session !== session) return;
        if (!kept.ok) set({ saving: { state: 'failed', message: kept.message } });
        else if (get().saving === saving) set({ saving: { state: 'saved', message: null } });
      },
      leaveBehind() {
        const { session, saving, lookingOn, phase } = get();
        if (session && !lookingOn && phase === 'playing' && saving.state !== 'none' && saving.state !== 'saved') vault.leaveBehind(session.record());
      },
    };
  });
}
