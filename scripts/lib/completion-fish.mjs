import { deciding, pairRows, programs, quoted, takenCommands } from "./table.mjs";

// src/completion/fish.ts
const word = (text) => quoted(text, "fish");
/** The script for fish, 3.1 and newer: `hiapi-img completion fish | source`. */
function fishScript() {
	return `# hiapi-img: completion for fish. Once: hiapi-img completion fish > ~/.config/fish/completions/hiapi-img.fish

function __hiapi_img_rows
    printf '%s\\n' ${pairRows().map(word).join(" \\\n        ")}
end

# The command that is being typed.
function __hiapi_img_command
    set -l tokens (commandline -opc)
    if contains -- "$tokens[2]" ${names()}
        echo $tokens[2]
    else
        echo generate
    end
end

function __hiapi_img_is
    test (__hiapi_img_command) = $argv[1]
end

function __hiapi_img_begins
    test (count (commandline -opc)) -eq 1
end

# The value that was given to one of these options.
function __hiapi_img_given
    set -l tokens (commandline -opc)
    set -l found
    for index in (seq (count $tokens))
        set -l next (math $index + 1)
        for flag in $argv
            if test "$tokens[$index]" = $flag -a $next -le (count $tokens)
                set found $tokens[$next]
            else if string match -q -- "$flag=*" "$tokens[$index]"
                set found (string replace -- "$flag=" '' "$tokens[$index]")
            end
        end
    end
    echo $found
end

${column}
${programs.map(completions).join("\n")}`;
}
function names() {
	return takenCommands().map(({ name }) => name).join(" ");
}
/** The values of one column (model, route, size or ratio) in the rows that fit what was given for the others. */
const column = `function __hiapi_img_column
    set -l model (__hiapi_img_given ${deciding.model.join(" ")})
    set -l route (__hiapi_img_given ${deciding.route.join(" ")})
    set -l size (string replace k K -- (__hiapi_img_given ${deciding.size.join(" ")}))
    set -l ratio (__hiapi_img_given ${deciding.ratio.join(" ")})
    set -l reference (__hiapi_img_given ${deciding.reference.join(" ")})
    if test $argv[1] != model -a -z "$model" -a -z "$route"
        set model gpt-image-2
        test -n "$reference"; and set model gpt-image-2-image-to-image
    end
    if test $argv[1] != model -a $argv[1] != route -a -z "$route"
        set route -
    end
    __hiapi_img_rows | while read -l -a row
        test -z "$reference" -o $row[1] = image; or continue
        test $argv[1] = model -o -z "$model" -o $row[2] = "$model"; or continue
        test $argv[1] = route -o -z "$route" -o $row[3] = "$route"; or continue
        test $argv[1] = size -o -z "$size" -o $row[4] = "$size"; or continue
        if test $argv[1] != ratio -a -n "$ratio"
            contains -- "$ratio" $row[5..-1]; or continue
        end
        switch $argv[1]
            case model
                echo $row[2]
            case route
                test $row[3] = -; or echo $row[3]
            case size
                test $row[4] = -; or echo $row[4]
            case ratio
                printf '%s\\n' $row[5..-1]
        end
    end
end
`;
function completions(program) {
	const start = `complete -c ${program}`;
	const commands = takenCommands();
	return `${[
		`${start} -f`,
		...commands.map(({ name, summary }) => `${start} -n __hiapi_img_begins -a ${name} -d ${word(summary)}`),
		...commands.flatMap(({ name, options, words }) => [...words === "nothing" ? [] : [`${start} -n '__hiapi_img_is ${name}; and not __hiapi_img_begins' ${filled(words)}`], ...options.map((option) => `${start} -n '__hiapi_img_is ${name}' ${flagged(option)}`)])
	].join("\n")}\n`;
}
function flagged({ flags, description, fill }) {
	return [
		...flags.map((flag) => flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`),
		...fill ? [`-r ${filled(fill)}`] : [],
		`-d ${word(description)}`
	].join(" ");
}
function filled(fill) {
	if (fill === "file") return "-F";
	if (fill === "folder") return "-f -a '(__fish_complete_directories (commandline -ct))'";
	if (fill === "nothing") return "-f";
	return typeof fill === "string" ? `-f -k -a '(__hiapi_img_column ${fill})'` : `-f -k -a ${word(fill.join(" "))}`;
}

export { fishScript };
