import { z } from 'zod';
import { mapReportSchema, reportSchema } from '../../../contract/report.ts';
import type { MapReport, Report } from '../../../contract/report.ts';

/** The report as JSON, as docs/export.schema.json describes it. */
export function json(report: Report): string {
  return `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`;
}

/** What is published as docs/export.schema.json (JSON Schema 2020-12). */
export function exportSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
  return { $schema, title: 'An export of Infolio', description: 'What `infolio export --as json` writes: statements about documents, each with its page and the exact words.', ...rest };
}

/** Entity maps as JSON, as docs/map.schema.json describes them. */
export function mapJson(report: MapReport): string {
  return `${JSON.stringify(mapReportSchema.parse(report), null, 2)}\n`;
}

/** What is published as docs/map.schema.json (JSON Schema 2020-12). */
export function mapSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(mapReportSchema, { target: 'draft-2020-12' });
  return { $schema, title: 'Entity maps of Infolio', description: 'Who and what documents name, and the sentences in which two are named together.', ...rest };
}
