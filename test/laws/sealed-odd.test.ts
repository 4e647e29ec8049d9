// The second run, the fourth, and so on; see sealed-runs.ts.
import { testRuns } from './sealed-runs.ts';

testRuns(1);
