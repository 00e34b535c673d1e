import { describe, expect, test } from 'vitest'
import { escapeText, neutralizeCommands, neutralizeJson } from '../../src/report/escape/terminal.ts'
import { hostile } from './hostile.ts'

describe('clean', () => {
  test.each([
    ['\u001b[2Kgone', '\\u{1b}[2Kgone'],
    ['\u001b]8;;http://evil.example\u0007here', '\\u{1b}]8;;http://evil.example\\u{7}here'],
    ['one\r\ntwo', 'one\\u{d}\\u{a}two'],
    ['\u009b31m', '\\u{9b}31m'],
    ['user\u202egnp.exe', 'user\\u{202e}gnp.exe'],
    ['a\u200bb', 'a\\u{200b}b'],
    ['a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
    ['\ue000', '\\u{e000}'],
    ['a\ufe0f', 'a\\u{fe0f}'],
    ['\u3164\u115f', '\\u{3164}\\u{115f}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800x', '\\u{d800}x'],
    ['e\u0301', '\u00e9'],
    ['Größe 大きさ 🎉 – “x”', 'Größe 大きさ 🎉 – “x”'],
  ])('%j is shown as %j', (text, expected) => {
    expect(escapeText(text)).toBe(expected)
  })
})

describe('build logs', () => {
  test.each([
    ['::error::x', ': :error::x'],
    ['a\n  ::set-env name=x::y', 'a\n  : :set-env name=x::y'],
    ['\u00a0::x', '\u00a0: :x'],
    [':::x', ': ::x'],
    ['a ::x', 'a ::x'],
    ['say ##[group]x', 'say ## [group]x'],
    ['###[x', '### [x'],
  ])('%j is broken to %j', (text, expected) => {
    expect(neutralizeCommands(text)).toBe(expected)
  })

  test('commands are broken across colours, so that both ways read the same', () => {
    expect(neutralizeCommands('\u001b[2m:\u001b[22m:x')).toBe('\u001b[2m:\u001b[22m :x')
    expect(neutralizeCommands('#\u001b[2m#\u001b[22m[x')).toBe('#\u001b[2m#\u001b[22m [x')
  })

  test.each(hostile)('JSON keeps %j, and nothing in it can be seen by a terminal', (text) => {
    const written = neutralizeJson(JSON.stringify({ [text]: [text] }, null, 2))
    expect(JSON.parse(written)).toEqual({ [text]: [text] })
    expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u)
    expect(written).not.toContain('##[')
  })
})
