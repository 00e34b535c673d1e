import { describe, expect, test } from 'vitest'
import { codeBlock, escapeProse, inlineCode } from '../../src/report/escape/markdown.ts'

describe('a piece of a line', () => {
  test.each([
    ['gate/new-checkout 2', '<code>gate/new-checkout 2</code>'],
    ['new_checkout', '<code>new&#95;checkout</code>'],
    ['a|b\\', '<code>a&#124;b&#92;</code>'],
    ['</code>', '<code>&#60;/code&#62;</code>'],
    ['`x`', '<code>&#96;x&#96;</code>'],
    ['@acme/growth', '<code><wbr>&#64;acme/growth</code>'],
    ['bo@example.com', '<code>bo<wbr>&#64;example&#46;com</code>'],
    ['https://x', '<code>https<wbr>&#58;//x</code>'],
    ['www.x', '<code>www<wbr>&#46;x</code>'],
    ['one\ntwo', '<code>one&#92;u&#123;a&#125;two</code>'],
    ['a\u202eb', '<code>a&#92;u&#123;202e&#125;b</code>'],
    ['Größe 大きさ', '<code>Größe 大きさ</code>'],
    ['🎉', '<code>&#127881;</code>'],
    ['', '<code>&#160;</code>'],
  ])('%j', (text, expected) => expect(inlineCode(text)).toBe(expected))
})

describe('a block of lines', () => {
  test('ends where we end it, whatever is in it', () => {
    expect(codeBlock('a\n```\n  ````\n~~~', 'diff')).toBe('`````diff\na\n```\n  ````\n~~~\n`````')
  })

  test('holds nothing that cannot be seen, and no command for a build log', () => {
    expect(codeBlock('  ::error::x\n+ ##[group]\u200b', 'diff')).toBe(
      '```diff\n  : :error::x\n+ ## [group]\\u{200b}\n```',
    )
  })

  test('may be long', () => {
    expect(codeBlock('` '.repeat(500_000), 'diff').length).toBeGreaterThan(1_000_000)
  })
})

describe('a sentence', () => {
  test.each([
    ['Changed in Statsig, and not in git.', 'Changed in Statsig, and not in git.'],
    ['`gate/a` still refers to it', '<code>gate/a</code> still refers to it'],
    ['3 of 12 are held (not ours)', '3 of 12 are held &#40;not ours&#41;'],
    ['Statsig’s API', 'Statsig’s API'],
    ['see #12', 'see <code>&#35;12</code>'],
    ['ask @acme', 'ask <code><wbr>&#64;acme</code>'],
    ['`a` @acme `b`', '<code>a</code> <code><wbr>&#64;acme</code> <code>b</code>'],
    ['in deadbeef or GH-1', 'in <code>deadbeef</code> or <code>GH-1</code>'],
    [':tada:', '<code>&#58;tada</code>&#58;'],
    ['1. x', '1&#46; x'],
    ['- x', '<code>-</code> x'],
    ['```', '<code>&#96;&#96;&#96;</code>'],
    [' ', '<code>&#160;</code>'],
  ])('%j', (text, expected) => expect(escapeProse(text)).toBe(expected))
})
