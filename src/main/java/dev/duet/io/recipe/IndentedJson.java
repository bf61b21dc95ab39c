package dev.duet.io.recipe;

import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON with a line per value, for people. */
final class IndentedJson extends ObjectWriteContext.Base {
    private IndentedJson() {}

    static JsonGenerator generator(OutputStream out) {
        return JsonFactory.builder().build().createGenerator(new IndentedJson(), out);
    }

    @Override
    public DefaultPrettyPrinter getPrettyPrinter() {
        return new DefaultPrettyPrinter();
    }

    @Override
    public boolean hasPrettyPrinter() {
        return true;
    }
}
