// The first run, the third, and so on; see sealed-runs.ts.
import { testRuns } from './sealed-runs.ts';

testRuns(0);
