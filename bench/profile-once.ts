/** Child of bench:reading: the profile of the network at one precision, as JSON on stdout. */
import { profile } from './profile.ts';

const [modelFolder = '', precision = 'int8', threads = '1', rounds = '9', folder = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await profile(modelFolder, precision === 'fp32' ? 'fp32' : 'int8', Number(threads), Number(rounds), folder))}\n`);
