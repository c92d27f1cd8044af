import { expect, test } from 'vitest'
import { renderTemplate } from '../../src/email/render-template.ts'

test('fills values and nested values, and leaves missing ones empty', () => {
  const filled = renderTemplate('{{ .Email }}|{{.Data.name}}|{{ .Data.nothing.at.all }}|', {
    Email: 'a@b.example',
    Data: { name: 'Ada' },
  })
  expect(filled).toBe('a@b.example|Ada||')
})

test('escapes user input', () => {
  const filled = renderTemplate('<p>{{ .Data.name }}</p>', {
    Data: { name: `<img src=x onerror="a('b')">&` },
  })
  expect(filled).toBe('<p>&lt;img src=x onerror=&#34;a(&#39;b&#39;)&#34;&gt;&amp;</p>')
})

test('a link keeps its address and encodes values in its query', () => {
  const values = {
    SiteURL: 'http://localhost:3000',
    TokenHash: 'abc',
    RedirectTo: 'http://localhost:3000/a?b=c&d',
  }
  expect(
    renderTemplate('<a href="{{ .SiteURL }}/x?t={{ .TokenHash }}&amp;next={{ .RedirectTo }}">', values),
  ).toBe('<a href="http://localhost:3000/x?t=abc&amp;next=http%3A%2F%2Flocalhost%3A3000%2Fa%3Fb%3Dc%26d">')
  expect(renderTemplate('<a href="{{ .RedirectTo }}">', values)).toBe(
    '<a href="http://localhost:3000/a?b=c&amp;d">',
  )
})

test.each([
  [{ Name: 'Ada' }, 'Hello Ada!'],
  [{ Name: '' }, 'Hello you!'],
  [{}, 'Hello you!'],
])('understands if and else: %j', (values, expected) => {
  expect(renderTemplate('Hello {{ if .Name }}{{ .Name }}{{ else }}you{{ end }}!', values)).toBe(expected)
})

test('supports nested conditions', () => {
  const template = '{{ if .A }}a{{ if .B }}b{{ else }}c{{ end }}{{ else }}d{{ if .B }}e{{ end }}{{ end }}'
  expect(renderTemplate(template, { A: 1, B: 1 })).toBe('ab')
  expect(renderTemplate(template, { A: 1 })).toBe('ac')
  expect(renderTemplate(template, { B: 1 })).toBe('de')
  expect(renderTemplate(template, {})).toBe('d')
})

test('rejects unknown actions instead of emailing them', () => {
  expect(() => renderTemplate('{{ range .Items }}', {})).toThrow('range .Items')
  expect(() => renderTemplate('{{ if .A }}', {})).toThrow('without its end')
})
