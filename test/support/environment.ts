import ts from "typescript";

/** The environment variables that a text of TypeScript or JavaScript reads by name, and the places where it reads one that it computes. */
export function environmentReads(text: string): { names: string[]; computed: string[] } {
  const names = new Set<string>();
  const computed: string[] = [];
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.ES2022, true);
  const take = (key: ts.Expression, place: ts.Node) => {
    if (ts.isStringLiteralLike(key)) names.add(key.text);
    else for (const word of listedFor(key, place) ?? [undefined]) word === undefined ? computed.push(place.getText()) : names.add(word);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isEnvironment(node.expression)) names.add(node.name.text);
    if (ts.isElementAccessExpression(node) && isEnvironment(node.expression)) take(node.argumentExpression, node);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword && isEnvironment(node.right))
      take(node.left, node);
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer && isEnvironment(node.initializer))
      for (const element of node.name.elements) names.add((element.propertyName ?? element.name).getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { names: [...names].filter((name) => name !== "env").sort(), computed };
}

/** `env`, `process.env`, `io.env`, `env$1`. */
function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "env";
  return ts.isIdentifier(node) && /^env(?:\$\d+)?$/.test(node.text);
}

/** The words of `["A", "B"].some((key) => key in env)`, seen from `key`. */
function listedFor(key: ts.Expression, place: ts.Node): string[] | undefined {
  const arrow = place.parent;
  if (!ts.isIdentifier(key) || !ts.isArrowFunction(arrow) || arrow.parameters[0]?.name.getText() !== key.text) return undefined;
  const call = arrow.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const list = call.expression.expression;
  return ts.isArrayLiteralExpression(list) ? list.elements.filter(ts.isStringLiteralLike).map(({ text }) => text) : undefined;
}
