import { describe, expect, it } from 'vitest';
import { createFormats } from '../../src/renderer/logic/format.ts';

const en = createFormats('en');
const zh = createFormats('zh-CN');

describe('numbers as a person reads them', () => {
  it('groups digits', () => {
    expect(en.number(12_345)).toBe('12,345');
  });

  it('never calls something done or not begun that is not', () => {
    expect(en.percent(0)).toBe('0%');
    expect(en.percent(0.001)).toBe('1%');
    expect(en.percent(0.9999)).toBe('99%');
    expect(en.percent(1)).toBe('100%');
  });

  it('gives sizes in the unit that fits', () => {
    expect(en.bytes(0)).toBe('0 bytes');
    expect(en.bytes(589_824)).toBe('590 kB');
    expect(en.bytes(1_234_000_000)).toBe('1.2 GB');
    expect(en.bytes(999)).toBe('999 bytes');
    expect(en.bytes(3.2e16)).toBe('32,000 TB');
  });

  it('forecasts no more exactly than it can', () => {
    expect(en.duration(0)).toBe('1 sec');
    expect(en.duration(7)).toBe('7 sec');
    expect(en.duration(43)).toBe('45 sec');
    expect(en.duration(59)).toBe('60 sec');
    expect(en.duration(150)).toBe('3 min');
    expect(en.duration(3_600)).toBe('1 hr');
    expect(en.duration(3_900)).toBe('1 hr 5 min');
  });

  it('gives measured times exactly', () => {
    expect(en.milliseconds(340)).toBe('340 ms');
    expect(en.milliseconds(2_430)).toBe('2.4 sec');
  });

  it('says the time of today and the date of other days', () => {
    const now = new Date(2026, 4, 3, 18, 0).getTime();
    expect(en.moment(new Date(2026, 4, 3, 9, 5).getTime(), now)).toMatch(/09:05/u);
    expect(en.moment(new Date(2026, 4, 2, 9, 5).getTime(), now)).toBe('May 2, 2026');
  });

  it('has a form for one where the language has one', () => {
    const forms = { one: 'one page', other: 'pages' };
    expect(en.plural(1, forms)).toBe('one page');
    expect(en.plural(2, forms)).toBe('pages');
    expect(zh.plural(1, forms)).toBe('pages');
  });
});
