import { deciding, pairRows, programs, quoted, takenCommands, takenOptions } from "./table.mjs";

// src/completion/bash.ts
/** The script for bash, 3.2 and newer: `eval "$(hiapi-img completion bash)"`. No program runs while somebody types. */
function bashScript() {
	return `# hiapi-img: completion for bash. In ~/.bashrc: eval "$(hiapi-img completion bash)"

_hiapi_img_rows() {
  printf '%s\\n' ${pairRows().map((row) => quoted(row)).join(" \\\n    ")}
}

# What the value of an option is; fails for an option that takes none.
_hiapi_img_fill() {
  case $1 in
${takenOptions().flatMap(({ flags, fill }) => fill ? [`    ${flags.join(" | ")}) echo ${fillWord(fill)} ;;`] : []).join("\n")}
    *) return 1 ;;
  esac
}

_hiapi_img_words() {
  case $1 in
${takenCommands().map(({ name, words }) => `    ${name}) echo ${fillWord(words)} ;;`).join("\n")}
    *) return 1 ;;
  esac
}

_hiapi_img_options() {
  case $1 in
${takenCommands().map(({ name, options }) => `    ${name}) echo ${quoted(options.flatMap(({ flags }) => flags).join(" "))} ;;`).join("\n")}
  esac
}

${shared}
${assembled}
_hiapi_img() {
  local IFS=$' \\t\\n' words=() count=0 command=generate option='' model='' route='' size='' ratio='' reference='' isDone='' index word
  _hiapi_img_assemble
  local cur=\${words[count-1]}
  for ((index = 1; index < count - 1; index++)); do
    word=\${words[index]//[\\"\\']/}
${wordRead(1)}
  done
  COMPREPLY=()
  if [[ -n $option ]]; then
    _hiapi_img_reply '' "$cur" "$(_hiapi_img_fill "$option")"
  elif [[ -n $isDone ]]; then
    return
  elif [[ $cur == --*=* ]]; then
    word=$(_hiapi_img_fill "\${cur%%=*}") && _hiapi_img_reply "\${cur%%=*}=" "\${cur#*=}" "$word"
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$(_hiapi_img_options "$command")" -- "$cur"))
  elif ((count == 2)); then
    COMPREPLY=($(compgen -W ${quoted(takenCommands().map(({ name }) => name).join(" "))} -- "$cur"))
  else
    word=$(_hiapi_img_words "$command")
    _hiapi_img_reply '' "$cur" "$word"
    [[ -z $cur && $word == nothing ]] && COMPREPLY=($(compgen -W "$(_hiapi_img_options "$command")" -- ''))
  fi
}

complete -F _hiapi_img ${programs.join(" ")}
`;
}
/** A fill as one word of the script: its name, or \`=\` and the words. */
function fillWord(fill) {
	return typeof fill === "string" ? fill : quoted(`= ${fill.join(" ")}`);
}
/** What bash and zsh share: remembers the options that decide, and answers the column of the rows that go with them. */
const shared = `_hiapi_img_note() {
  case $1 in
${Object.entries(deciding).map(([name, flags]) => `    ${flags.join(" | ")}) ${name}=$2 ;;`).join("\n")}
  esac
}

# The values of one column (model, route, size or ratio) in the rows that fit what was given for the others.
_hiapi_img_column() {
  local kind m r s rest
  local wanted=$model path=$route upper=\${size/k/K}
  if [[ $1 != model && -z $model && -z $path ]]; then
    wanted=gpt-image-2
    [[ -n $reference ]] && wanted=gpt-image-2-image-to-image
  fi
  [[ $1 != model && $1 != route && -z $path ]] && path=-
  _hiapi_img_rows | while read -r kind m r s rest; do
    [[ -z $reference || $kind == image ]] || continue
    [[ $1 == model || -z $wanted || $m == "$wanted" ]] || continue
    [[ $1 == route || -z $path || $r == "$path" ]] || continue
    [[ $1 == size || -z $upper || $s == "$upper" ]] || continue
    [[ $1 == ratio || -z $ratio || " $rest " == *" $ratio "* ]] || continue
    case $1 in
      model) echo "$m" ;;
      route) [[ $r == - ]] || echo "$r" ;;
      size) [[ $s == - ]] || echo "$s" ;;
      ratio) echo "$rest" ;;
    esac
  done
}
`;
/** Bash cuts its words at `:` and `=`: they are put together again, up to the cursor, and a reply is cut where bash would. */
const assembled = `_hiapi_img_assemble() {
  local line=\${COMP_LINE:0:COMP_POINT} piece index
  for ((index = 0; index <= COMP_CWORD; index++)); do
    piece=\${COMP_WORDS[index]}
    if ((index == 0)) || [[ -z $line || $line == [[:space:]]* ]]; then
      line=\${line#"\${line%%[![:space:]]*}"}
      words[count]=''
      count=$((count + 1))
    fi
    ((index == COMP_CWORD)) && piece=$line
    words[count-1]+=$piece
    line=\${line#"$piece"}
  done
}

# Replies to the prefix (an option and =) and what is typed of a value, with what goes there.
_hiapi_img_reply() {
  local prefix=$1 cur=$2 values='' cut='' index
  case $3 in
    file) compopt -o default 2> /dev/null || COMPREPLY=($(compgen -f -- "$cur")); return ;;
    folder) compopt -o dirnames 2> /dev/null || COMPREPLY=($(compgen -d -- "$cur")); return ;;
    nothing) return ;;
    '= '*) values=\${3#= } ;;
    *) values=$(_hiapi_img_column "$3") ;;
  esac
  [[ $COMP_WORDBREAKS == *=* ]] && prefix=''
  [[ $COMP_WORDBREAKS == *:* ]] && cut=\${cur%"\${cur##*:}"}
  COMPREPLY=($(compgen -W "$values" -- "$cur"))
  for ((index = 0; index < \${#COMPREPLY[@]}; index++)); do
    COMPREPLY[index]=$prefix\${COMPREPLY[index]#"$cut"}
  done
}
`;
/**
* What bash and zsh make of one word of the line, `word` at `index`: the value of an option, an option, the command. In the words that
* both shells share.
* @param first the index of the first word behind the program's name
*/
function wordRead(first) {
	return `    if [[ -n $option ]]; then
      _hiapi_img_note "$option" "$word"
      option=
    elif [[ -n $isDone || $word == -- ]]; then
      isDone=yes
    elif [[ $word == --*=* ]]; then
      _hiapi_img_note "\${word%%=*}" "\${word#*=}"
    elif [[ $word == -* ]]; then
      _hiapi_img_fill "$word" > /dev/null && option=$word
    elif ((index == ${first})) && _hiapi_img_words "$word" > /dev/null; then
      command=$word
    fi`;
}

export { bashScript, fillWord, shared, wordRead };
