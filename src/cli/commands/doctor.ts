import type { Engine } from '../../engine/engine.ts';
import type { CommonOptions } from '../common.ts';
import { printJson } from '../output.ts';

/** `doctor`: devices and why (not), model, library, versions. */
export async function doctorCommand(engine: Engine, options: CommonOptions): Promise<number> {
  const diagnosis = await engine.diagnose();
  if (options.json === true) {
    printJson(diagnosis);
    return 0;
  }
  const versions = Object.entries(diagnosis.versions).map(([name, version]) => `${name} ${version}`);
  process.stdout.write(
    [
      `model     ${diagnosis.model} (${diagnosis.modelHash.slice(0, 12)}) in ${diagnosis.modelFolder}`,
      `device    ${diagnosis.device}, ${diagnosis.precision}, ${diagnosis.threads} threads`,
      ...diagnosis.trials.map((trial) => `  ${trial.usable ? 'usable' : 'not   '}  ${trial.device} ${trial.precision}: ${trial.reason}`),
      `library   ${diagnosis.library}, ${diagnosis.documents} documents, ${diagnosis.libraryProblems.length === 0 ? 'sound' : diagnosis.libraryProblems.join('; ')}`,
      `ocr       ${diagnosis.ocr.on ? 'on' : 'off'}, ${diagnosis.ocr.language}: ${diagnosis.ocr.data ?? 'language data missing; install Infolio again'}`,
      `versions  ${versions.join(', ')}`,
      '',
    ].join('\n'),
  );
  return diagnosis.libraryProblems.length === 0 ? 0 : 1;
}
