// The archive from the old laptop: unpack it where it stands, or beside, to compare.
import { plural } from '../read.ts';
import { finish, goal, run, say } from './steps.ts';

export const unpack = goal('unpack', 'unpacks the archive in the home folder', {
  start: () => ({ next: 'unzipped', moves: [run('cd ~ && unzip -o infra.zip', 'Unpack what you brought over')] }),
  unzipped: ({ seen }) => {
    if (seen.exit) return { moves: [say(`The archive could not be unpacked: ${seen.output.trim().split('\n').pop()}`), finish('failed')] };
    const files = (seen.output.match(/^\s*(inflating|extracting):/gm) ?? []).length;
    return { moves: [say(`Unpacked into \`~/infra\`: ${plural(files, 'file')}.`), finish('unpacked', { data: { files } })] };
  },
});

export const compareArchive = goal('compare-archive', 'unpacks the archive into a folder of its own and compares the states', {
  start: () => ({
    next: 'unzipped',
    moves: [
      say('I unpack it beside the project, so that nothing here is overwritten.'),
      run('mkdir -p ~/from-old-laptop && cd ~/from-old-laptop && unzip -o -q ~/infra.zip && ls -la infra', 'Unpack beside, not over'),
    ],
  }),
  unzipped: ({ seen }) =>
    seen.exit
      ? { moves: [say('The archive could not be unpacked.'), finish('failed')] }
      : {
          next: 'compared',
          moves: [
            run(
              'cd ~ && grep -c \'"mode": "managed"\' infra/terraform.tfstate from-old-laptop/infra/terraform.tfstate; grep \'"lineage"\\|"serial"\' infra/terraform.tfstate from-old-laptop/infra/terraform.tfstate',
              'Two states: how big, which lineage',
            ),
          ],
        },
  compared: ({ seen }) => ({
    moves: [
      say(
        /lineage/.test(seen.output)
          ? "Two different states, with different lineages: the one in `~/infra` knows tonight's duplicates, the one in `~/from-old-laptop/infra` knows production. They must not be mixed up. I leave both where they are."
          : 'I could only find one state to look at. I leave everything where it is.',
      ),
      finish('compared', { asks: 'two-states' }),
    ],
  }),
});
