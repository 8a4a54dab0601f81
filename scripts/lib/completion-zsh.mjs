import { fillWord, shared, wordRead } from "./bash.mjs";
import { pairRows, programs, quoted, takenCommands, takenOptions } from "./table.mjs";

// src/completion/zsh.ts
/** The script for zsh: sourced after compinit, or put as \`_hiapi-img\` into a folder of \`$fpath\`. */
function zshScript() {
	return `#compdef ${programs.join(" ")}
# hiapi-img: completion for zsh. In ~/.zshrc, after compinit: source <(hiapi-img completion zsh)

_hiapi_img_rows() {
  print -rl -- ${pairRows().map((row) => quoted(row)).join(" \\\n    ")}
}

_hiapi_img_fill() {
  case $1 in
${takenOptions().flatMap(({ flags, fill }) => fill ? [`    (${flags.join("|")}) print -r -- ${fillWord(fill)} ;;`] : []).join("\n")}
    (*) return 1 ;;
  esac
}

_hiapi_img_words() {
  case $1 in
${takenCommands().map(({ name, words }) => `    (${name}) print -r -- ${fillWord(words)} ;;`).join("\n")}
    (*) return 1 ;;
  esac
}

_hiapi_img_options() {
  local -a flags
  case $1 in
${takenCommands().map(({ name, options }) => `    (${name}) flags=(${options.flatMap(described).join(" ")}) ;;`).join("\n")}
  esac
  _describe -o option flags
}

_hiapi_img_commands() {
  local -a names
  names=(${takenCommands().map(({ name, summary }) => pair(name, summary)).join(" ")})
  _describe command names
}

${shared}
_hiapi_img_value() {
  case $1 in
    (file) _files ;;
    (folder) _files -/ ;;
    (nothing) _message 'a value' ;;
    ('= '*) compadd -- \${=1#= } ;;
    (*) compadd -- \${=$(_hiapi_img_column $1)} ;;
  esac
}

_hiapi_img() {
  local command=generate option= model= route= size= ratio= reference= isDone= word index cur=$PREFIX
  for ((index = 2; index < CURRENT; index++)); do
    word=\${(Q)words[index]}
${wordRead(2)}
  done
  if [[ -n $option ]]; then
    _hiapi_img_value "$(_hiapi_img_fill "$option")"
  elif [[ -n $isDone ]]; then
    _message 'the prompt'
  elif [[ $cur == --*=* ]]; then
    word=$(_hiapi_img_fill "\${cur%%=*}") || return 1
    compset -P '*='
    _hiapi_img_value "$word"
  elif [[ $cur == -* ]]; then
    _hiapi_img_options $command
  elif ((CURRENT == 2)); then
    _hiapi_img_commands
  else
    word=$(_hiapi_img_words $command)
    if [[ $word == nothing && -z $cur ]]; then
      _hiapi_img_options $command
    else
      _hiapi_img_value "$word"
    fi
  fi
}

if [[ $funcstack[1] == _hiapi-img ]]; then
  _hiapi_img "$@"
elif (( $+functions[compdef] )); then
  compdef _hiapi_img ${programs.join(" ")}
else
  print -u2 'hiapi-img: run compinit first: autoload -Uz compinit && compinit'
fi
`;
}
function described({ flags, description }) {
	return flags.map((flag) => pair(flag, description));
}
/** A word and what it means, as \`_describe\` reads them. */
function pair(word, meaning) {
	return quoted(`${word}:${meaning.replaceAll(":", "\\:")}`);
}

export { zshScript };
