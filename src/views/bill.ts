// The bill as the screen shows it.
import type { Play } from '../lesson/progress.ts';
import { billOf } from '../world/bill.ts';
import type { BillView } from './desk.ts';

const HOURS_A_MONTH = 730;

export function billView(play: Play): BillView {
  const bill = billOf(play.world);
  return {
    today: bill.today,
    monthly: bill.monthly,
    lines: bill.lines.map((line) => ({
      id: line.id,
      label: line.label,
      perHour: line.perHour,
      perMonth: line.perHour * HOURS_A_MONTH,
      soFar: line.soFar,
      note: line.count > 1 ? `${line.count} of them` : null,
    })),
  };
}
