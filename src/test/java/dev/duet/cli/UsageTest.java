package dev.duet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong usage: options and values that are none, that change nothing, outputs that cannot be written; one line, exit code 2. */
class UsageTest {
    @TempDir
    Path folder;

    private void fails(int code, String message, Object... args) throws IOException {
        Run.fails(folder, code, message, args);
    }

    @Test
    void usage() throws IOException {
        Path out = folder.resolve("out.npz");
        fails(
                2,
                "unknown system yolov99; did you mean yolov9? known are ",
                "assign",
                "-s",
                "yolov99",
                "-i",
                "x.npz",
                "-o",
                out);
        fails(
                2,
                "unknown setting tokp; did you mean topk? known are topk",
                "assign",
                "-s",
                "yolov8",
                "--set",
                "tokp=3",
                "-i",
                "x",
                "-o",
                out);
        fails(
                2,
                "topk=ten: expected a whole number",
                "assign",
                "-s",
                "yolov8",
                "--set",
                "topk=ten",
                "-i",
                "x",
                "-o",
                out);
        for (String number : new String[] {"4f", "1d", "0x4", "\u0664", "NaN", ""}) {
            fails(
                    2,
                    "anchor_t=" + number + ": expected a number",
                    "assign",
                    "-s",
                    "yolov5",
                    "--set",
                    "anchor_t=" + number,
                    "-i",
                    "x",
                    "-o",
                    out);
        }
        fails(
                2,
                "topk=\u0664: expected a whole number",
                "audit",
                "--systems",
                "yolov8:topk=\u0664",
                "--labels",
                folder);
        fails(
                2,
                "setting topk is there twice: topk=1 and topk=2",
                "assign",
                "-s",
                "yolov8",
                "--set",
                "topk=1",
                "topk=2",
                "-i",
                "x",
                "-o",
                out);
        fails(
                2,
                "setting topk is there twice: topk=1 and topk=2",
                "assign",
                "-s",
                "yolov8",
                "--set",
                "topk=1",
                "--set",
                "topk=2",
                "-i",
                "x",
                "-o",
                out);
        fails(2, "setting topk is there twice", "audit", "--systems", "yolov8:topk=1:topk=2", "--labels", folder);
        fails(2, "setting 'topk' is not key=value", "assign", "-s", "yolov8", "--set", "topk", "-i", "x", "-o", out);
        fails(2, "setting '' is not key=value", "audit", "--systems", "yolov8:", "--labels", folder);
        fails(2, "--output", "assign", "-s", "yolov8", "-i", "x.npz");
        fails(2, "must end in .npz or .json", "assign", "-s", "yolov8", "-i", "x.npz", "-o", folder.resolve("out.txt"));
        fails(2, "either --input, or --labels", "assign", "-s", "yolov8", "-o", out);
        fails(2, "--predictions is missing", "assign", "-s", "yolov8", "--labels", folder, "-o", out);
        fails(2, "--threads: 0", "assign", "-s", "yolov8", "--threads", "0", "-i", "x.npz", "-o", out);
        fails(2, "--threads", "assign", "-s", "yolov8", "--threads", "many", "-i", "x.npz", "-o", out);
        fails(2, "--scores: 'diagonal'", "bench", "-s", "yolov8", "-i", "x.npz", "--scores", "diagonal");
        fails(2, "which command", new Object[0]);
        fails(2, "unknown system nope; known are ", "systems", "nope");
    }

    /** Options that would change nothing beside the others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assign -s=yolov8 -i=CASE -o=OUT --canvas=64x64 | --canvas changes nothing with --input",
                "assign -s=yolov8 -i=CASE -o=OUT --letterbox=none | --letterbox changes nothing with --input",
                "assign -s=yolov8 -i=CASE -o=OUT --photo-size=64x64 | --photo-size changes nothing with --input",
                "assign -s=yolov8 --labels=SET --predictions=CASE -o=OUT --canvas=64x64 | --canvas changes nothing"
                        + " with --pred",
                "assign -s=yolov5 --labels=SET -o=OUT --max-units=9 | --max-units changes nothing without an .npz",
                "assign -s=yolov8 -i=CASE -o=OUT --epoch=3 | --epoch changes nothing: system yolov8 has no warm-up",
                "bench -s=fcos -i=CASE --logits | --logits changes nothing for system fcos",
                "compare -s=yolov8 -i=CASE --canvas=64x64 | --canvas changes nothing with --input",
                "compare -s=yolov8 -i=CASE --photos=. | --photos changes nothing with --input",
                "compare -s=yolov8 -i=CASE --noise=0.1 | --noise changes nothing with an --input that has predictions",
                "compare -s=yolov5 --labels=SET --image=0 | --image changes nothing without --picture",
                "compare -s=yolov5 --labels=SET --seed=2 | --seed changes nothing for systems that read no predictions",
                "compare -s=yolov5 --labels=SET --max-unpacked=9 | --max-unpacked changes nothing without an .npz",
                "audit -s=yolov5,fcos --labels=SET --noise=0.1 | --noise changes nothing for systems that read no",
                "explore --letterbox=none | --letterbox changes nothing without --labels",
                "explore --photo-size=9x9 | --photo-size changes nothing without --labels",
            })
    void optionsWithoutEffect(String command, String message) throws IOException {
        Path file = new SmallCase().write(folder.resolve("case.npz"));
        Object[] args = command.replace("CASE", file.toString())
                .replace("SET", "src/dist/sample/labels.json")
                .replace("OUT", folder.resolve("out.json").toString())
                .split(" ");
        fails(2, message, args);
    }

    /** Outputs are looked at before the work begins: the input, which does not exist, is not even asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assign -s=yolov8 -i=none.npz -o= | none/x.npz | 1 | folder",
                "assign -s=yolov8 -i=none.npz -o= | folder.npz | 1 | it is a folder; give the name of a file",
                "assign -s=yolov8 -i=none.npz -o= | / | 2 | '/' must end in .npz or .json",
                "compare -s=yolov8 -i=none.npz --picture= | none/x.svg | 1 | does not exist",
                "compare -s=yolov8 -i=none.npz --picture= | x.gif | 2 | must end in .svg, .png or .html",
                "audit -s=yolov8 --labels=none.json --page= | none/x.html | 1 | does not exist",
                "audit -s=yolov8 --labels=none.json --page= | x.txt | 2 | must end in .html or .htm",
                "assign -s=yolov8 -i=CASE -o= | case.npz | 2 | is an input of this command; give another name",
                "assign -s=yolov8 -i=CASE -o= | link.npz | 2 | is an input of this command; give another name",
            })
    void outputsAreCheckedFirst(String command, String output, int code, String message) throws IOException {
        Path file = new SmallCase().write(folder.resolve("case.npz"));
        Files.createSymbolicLink(folder.resolve("link.npz"), file);
        Files.createDirectory(folder.resolve("folder.npz"));
        String whole = command.replace("CASE", file.toString()) + folder.resolve(output);
        fails(code, message, (Object[]) whole.split(" "));
    }

    @Test
    void aMisspeltNameGetsASuggestion() throws IOException {
        fails(2, "unknown option '--lables'; did you mean --labels?", "audit", "--lables", "x");
        fails(2, "unknown option '--lables'; did you mean --labels", "audit", "-s=yolov5", "--lables", "x");
        fails(2, "unexpected argument 'adit'; did you mean audit", "adit");
    }

    @Test
    void aNameThatIsNoTextIsRefused() throws IOException {
        Path out = folder.resolve("o.json");
        fails(
                2,
                "'lat\ufffd.npz' holds bytes that are not UTF-8",
                "assign",
                "-s",
                "yolov8",
                "-i",
                "lat\ufffd.npz",
                "-o",
                out);
        fails(2, "'lat\ufffd' holds bytes that are not UTF-8", "audit", "-s", "yolov8", "--labels=lat\ufffd");
    }

    /** What options take, told as people say it, not as Java or the library for options does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assign -s=yolov8 -i=x -o=OUT --threads=x | '--threads': 'x' is no whole number from -2147483648",
                "assign -s=yolov8 -i=x -o=OUT --threads=99999999999 | '99999999999' is no whole number",
                "assign -s=tood -i=x -o=OUT --epoch=1.5 | '--epoch': '1.5' is no whole number",
                "assign -s=yolov8 -i=x -o=OUT --max-units=99999999999999999999 | is no whole number",
                "audit -s=yolov8 --labels=SET --noise=NaN | '--noise': 'NaN' is no finite number",
                "audit -s=yolov8 --labels=SET --noise=0x1p-3 | '--noise': '0x1p-3' is no finite number",
                "audit -s=yolov8 --labels=SET --seed=1e3 | '--seed': '1e3' is no whole number",
                "bench -s=yolov8 -i=x --seconds=Infinity | '--seconds': 'Infinity' is no finite number",
                "assign -s=yolov5 --labels= -o=OUT | '--labels': it is empty, a path is needed",
                "assign -s=yolov5 -i= -o=OUT | '--input': it is empty, a path is needed",
                "audit -s=yolov5 --labels=SET --canvas=99999999x64 | '99999999x64' is too large; at most 999999 pixels"
                        + " a side",
                "audit -s=yolov5 --labels=SET --photo-size=1x9999999 | '1x9999999' is too large; at most 999999 pixels"
                        + " a side",
                "audit -s=yolov5 --labels=SET --canvas=9999999999x64 | '9999999999x64'; expected WIDTHxHEIGHT",
                "audit -s=yolov5 --labels=SET --confidence | --confidence changes nothing with labels that are not"
                        + " YOLO's",
                "anchors --labels=SET --confidence | --confidence changes nothing with labels that are not YOLO's",
                "assign -s=yolov5 --labels=SET --confidence -o=OUT | --confidence changes nothing with labels that",
                "assign -s=yolov8 -o=OUT --labels=SET --set | option '--set'",
                "assign -s=yolov5 --labels=SET -o=OUT @nothere | unexpected argument '@nothere'",
            })
    void valuesThatAreNone(String command, String message) throws IOException {
        String whole = command.replace("SET", "src/dist/sample/labels.json")
                .replace("OUT", folder.resolve("out.json").toString());
        fails(2, message, (Object[]) whole.split(" "));
        assertThat(Run.of((Object[]) whole.split(" ")).err()).doesNotContain("option option", "an int", "a double");
    }

    @Test
    void pathsThatCannotBe() throws IOException {
        fails(2, "'a\\u0000b' can be no path here", "audit", "-s=yolov5", "--labels=a\0b");
    }

    /** A path that begins with @ is that path, not a file of further options. */
    @Test
    void pathsMayBeginWithAt() throws IOException {
        Path labels = Path.of("@duet-labels-" + ProcessHandle.current().pid());
        fails(1, labels + ": does not exist", "audit", "-s", "yolov5", "--labels", labels);
        Files.writeString(labels, "--help");
        try {
            fails(1, labels + ": is not a label file", "audit", "-s", "yolov5", "--labels", labels);
        } finally {
            Files.delete(labels);
        }
    }

    /** A recipe is a setting to change, whatever is wrong in it: a value out of range, of another kind, or JSON that is none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'base': 'yolov8', 'settings': {'topk': [1]}} | settings.topk is a list, expected a number",
                "{'base': 'yolov8', 'settings': {'topk': -1}} | settings.topk is refused",
                "{'base': 8} | base is '8.0', expected a text",
                "{'base': 'yolov99'} | unknown system yolov99",
                "{'heads': [], 'strides': 'x'} | strides is 'x', expected a list",
                "{'bases': 1} | is no recipe",
                "[1] | expected an object",
                "{ | is not valid JSON",
            })
    void recipesThatAreNoneAreUsage(String recipe, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("r.json"), recipe.replace('\'', '"'));
        fails(2, file + ": ", "audit", "-s", file, "--labels=src/dist/sample/labels.json");
        fails(2, message, "assign", "-s", file, "-i", "x.npz", "-o", folder.resolve("o.npz"));
    }
}
