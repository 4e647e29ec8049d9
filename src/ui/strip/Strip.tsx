// Time at the bottom of the desk: what happened on a line, other evenings above it, and the hands that pause, hurry or rewind.
import { FastForward, Pause, Play, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type Pace, SPEEDS, type Speed, ticking } from '../../app/pace.ts';
import type { Place, Target } from '../../app/session.ts';
import type { DeskView } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import { clockOf, zoneOffset } from '../parts/format.ts';
import { placeLabels, scaleOf, ticks } from './layout.ts';
import styles from './strip.module.css';

interface Props {
  readonly view: DeskView;
  readonly place: Place;
  readonly pace: Pace;
  readonly locked: boolean;
  /** Nothing of the controls: the opening plays. */
  readonly bare?: boolean;
  readonly onPlay: () => void;
  readonly onPause: () => void;
  readonly onSpeed: (speed: Speed) => void;
  readonly onSkip: () => void;
  readonly onRewind: (target: Target) => void;
  readonly onBranch: (id: string) => void;
  readonly onPresent: () => void;
  readonly onFork: () => void;
}

/** How much of the strip the window shows: all, or so many milliseconds around the present moment. */
const WINDOWS = [null, 60 * 60_000, 10 * 60_000] as const;

export function Strip(props: Props) {
  const { view, place, pace, locked, bare } = props;
  const runs = ticking(view, pace) && place.frame === place.last;
  const past = place.frame < place.last;
  const [zoom, setZoom] = useState(0);
  // Whoever is asked something does not lose hours to a button: only letting time run goes on from here.
  const decides = pace.held === 'to decide' && !runs;
  const skipTo = decides
    ? 'Time stands while you decide'
    : view.nextEventAt === null
      ? 'Nothing is coming by itself'
      : `Skip to the next event, at ${clockOf(view.nextEventAt, zoneOffset(view.clock))}`;
  return (
    <section className={styles.strip} aria-label="Time">
      {!bare && (
        <div className={styles.controls}>
          <Button
            look="plain"
            className={styles.round}
            onClick={runs ? props.onPause : props.onPlay}
            disabled={locked || past || view.finished}
            aria-label={runs ? 'Hold time' : 'Let time run'}
            title={runs ? 'Hold time' : 'Let time run'}
          >
            {runs ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
          </Button>
          <Button
            look="plain"
            className={styles.speed}
            onClick={() => props.onSpeed(SPEEDS[(SPEEDS.indexOf(pace.speed) + 1) % SPEEDS.length] ?? 1)}
            aria-label={`Speed ${pace.speed} times; press to change`}
            title="Simulated seconds per second"
          >
            {pace.speed}×
          </Button>
          <Button
            look="plain"
            className={styles.round}
            onClick={props.onSkip}
            disabled={locked || past || decides || view.nextEventAt === null || view.finished}
            aria-label={skipTo}
            title={skipTo}
          >
            <FastForward size={15} aria-hidden />
          </Button>
        </div>
      )}
      <Track {...props} zoom={zoom} />
      {!bare && (
        <div className={styles.zoom}>
          <Button
            look="icon"
            aria-label="Show less time, larger"
            title="Closer"
            onClick={() => setZoom(Math.min(WINDOWS.length - 1, zoom + 1))}
            disabled={zoom === WINDOWS.length - 1}
          >
            <ZoomIn size={15} aria-hidden />
          </Button>
          <Button look="icon" aria-label="Show more time" title="Wider" onClick={() => setZoom(Math.max(0, zoom - 1))} disabled={zoom === 0}>
            <ZoomOut size={15} aria-hidden />
          </Button>
        </div>
      )}
      {!bare && past && (
        <div className={styles.past}>
          <Button look="strong" onClick={props.onFork} disabled={locked}>
            Fork from here
          </Button>
          <Button look="quiet" onClick={props.onPresent}>
            Back to now
          </Button>
        </div>
      )}
    </section>
  );
}

function Track({ view, place, onRewind, onBranch, zoom, bare }: Props & { zoom: number }) {
  const track = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = track.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const { strip } = view;
  const offset = zoneOffset(view.clock);
  const around = WINDOWS[zoom] ?? null;
  /** Other evenings may have gone on for longer than this one. */
  const end = Math.max(strip.to, strip.from + 60_000, ...strip.branches.map((branch) => branch.to));
  /** The window as it was when the hand took hold of it. */
  const [grip, setGrip] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const from = grip ? grip.from : around ? Math.max(strip.from, Math.min(strip.now - around * 0.7, end - around)) : strip.from;
  const to = grip ? grip.to : around ? Math.min(end, from + around) : end;
  const scale = useMemo(() => scaleOf(strip, from, to), [strip, from, to]);
  const inWindow = (at: number) => at >= from && at <= to;
  const x = (at: number) => scale.position(at) * width;
  const labels = useMemo(
    () =>
      placeLabels(
        strip.points.filter((point) => point.at >= from && point.at <= to),
        scale,
        width,
      ),
    [strip.points, scale, width, from, to],
  );

  // Drag to rewind: at most one frame asked for per painted frame.
  const wanted = useRef<number | null>(null);
  const drag = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box || bare) return;
    const ask = wanted.current === null;
    wanted.current = scale.instant((event.clientX - box.left) / box.width);
    if (ask)
      requestAnimationFrame(() => {
        const at = wanted.current;
        wanted.current = null;
        if (at === null) return;
        // Close to a decision the question itself is meant, not what came of it.
        const near = strip.points.find((point) => point.kind === 'decision' && Math.abs(scale.position(point.at) - scale.position(at)) * box.width < 7);
        onRewind(near ? { frame: near.frame } : { at });
      });
  };
  const keys = (event: KeyboardEvent) => {
    const before = strip.points.findLast((point) => point.frame < place.frame);
    const after = strip.points.find((point) => point.frame > place.frame);
    // An answer may be given at the first instant: the beginning is before it.
    const first = strip.points[0]?.at === strip.from ? strip.points[0] : undefined;
    const point = { ArrowLeft: before, ArrowRight: after, Home: first }[event.key];
    if (point && !bare) {
      event.preventDefault();
      onRewind({ frame: point.frame });
      return;
    }
    const target = {
      ArrowLeft: strip.from,
      ArrowRight: strip.to,
      Home: strip.from,
      End: strip.to,
      PageUp: strip.now - 600_000,
      PageDown: strip.now + 600_000,
    }[event.key];
    if (target === undefined || bare) return;
    event.preventDefault();
    onRewind({ at: Math.max(strip.from, Math.min(strip.to, target)) });
  };
  const here = strip.points.findLast((point) => point.at <= strip.now);

  return (
    <div className={styles.well}>
      <div
        ref={track}
        className={styles.track}
        role="slider"
        tabIndex={0}
        aria-label="The evening"
        aria-valuemin={strip.from}
        aria-valuemax={Math.max(strip.to, strip.from)}
        aria-valuenow={strip.now}
        aria-valuetext={`${clockOf(strip.now, offset, true)}${here ? `, after: ${here.label}` : ''}`}
        onKeyDown={keys}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setGrip({ from, to });
          drag(event);
        }}
        onPointerMove={(event) => event.buttons > 0 && drag(event)}
        onPointerUp={() => setGrip(null)}
        onPointerCancel={() => setGrip(null)}
      >
        <svg width={width} height="92" aria-hidden="true">
          <line className={styles.rule} x1="0" x2={x(strip.to)} y1="46" y2="46" />
          <line className={styles.gone} x1="0" x2={x(strip.now)} y1="46" y2="46" />
          {scale.stretches
            .filter((stretch) => stretch.folded && stretch.from < strip.lived)
            .map((stretch) => {
              const middle = ((stretch.start + stretch.end) / 2) * width;
              return <path key={stretch.from} className={styles.fold} d={`M${middle - 5} 52 l5 -12 M${middle + 1} 52 l5 -12`} />;
            })}
          {strip.spans.map((stretch) => (
            <rect
              key={`${stretch.kind}${stretch.from}`}
              className={styles[stretch.kind]}
              x={x(stretch.from)}
              width={Math.max(2, x(stretch.to) - x(stretch.from))}
              y={stretch.kind === 'destroy' ? 43 : 48}
              height={stretch.kind === 'destroy' ? 6 : 3}
            />
          ))}
          {strip.branches
            .filter((branch) => inWindow(branch.at))
            .map((branch, index) => {
              const start = x(branch.at);
              const end = Math.max(start + 40, x(branch.to));
              const high = 22 - (index % 2) * 8;
              return (
                <g key={branch.id}>
                  <path className={styles.branch} d={`M${start} 46 C${start + 18} 46 ${start + 14} ${high} ${start + 34} ${high} H${end}`} />
                  <circle className={styles.branchEnd} cx={end} cy={high} r="3" />
                </g>
              );
            })}
          {strip.points
            .filter((point) => inWindow(point.at))
            .map((point) => (
              <Point key={`${point.frame}${point.label}`} x={x(point.at)} kind={point.kind} ahead={point.at > strip.now} />
            ))}
          <g className={styles.now} transform={`translate(${x(strip.now)} 0)`}>
            <line y1="36" y2="56" />
            <circle cy="46" r="5.5" />
          </g>
        </svg>
        {labels.map((label) => (
          <span
            key={`${label.index}${label.text}`}
            className={styles.label}
            data-row={label.row}
            data-align={label.align}
            data-kind={strip.points.find((point) => point.label === label.text)?.kind}
            style={{ left: label.x }}
          >
            {label.text}
          </span>
        ))}
        {ticks(scale, width, offset).map((at) => (
          <span key={at} className={styles.tick} style={{ left: Math.max(18, x(at)) }}>
            {clockOf(at, offset)}
          </span>
        ))}
      </div>
      {!bare &&
        strip.branches
          .filter((branch) => inWindow(branch.at))
          .map((branch, index) => (
            <button
              key={branch.id}
              type="button"
              className={styles.branchName}
              style={{ left: x(branch.at) + 36, top: 3 - (index % 2) * 8 }}
              onClick={() => onBranch(branch.id)}
              title={`Show the other evening: ${branch.label}`}
            >
              {branch.label}
            </button>
          ))}
    </div>
  );
}

function Point({ x, kind, ahead }: { x: number; kind: DeskView['strip']['points'][number]['kind']; ahead: boolean }) {
  if (kind === 'plain') return <circle className={styles.plain} data-ahead={ahead} cx={x} cy="46" r="3" />;
  return (
    <g data-ahead={ahead} className={styles[kind]}>
      {kind === 'state' && <circle className={styles.ring} cx={x} cy="46" r="9" />}
      <path d={`M${x} 39.5 L${x + 6.5} 46 L${x} 52.5 L${x - 6.5} 46 Z`} />
    </g>
  );
}
