package org.amitygate.crash;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Looks into the gate's objects, whose classes are another class loader's. */
final class Inside {

  private Inside() {}

  static Object field(Object object, String name) throws ReflectiveOperationException {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return open(field).get(object);
        }
      }
    }
    throw new NoSuchFieldException(object.getClass() + " has no field " + name);
  }

  static Object call(Object object, String name, Object... arguments)
      throws ReflectiveOperationException {
    Class<?>[] types = new Class<?>[arguments.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = arguments[i].getClass();
    }
    return open(method(object.getClass(), name, types)).invoke(object, arguments);
  }

  private static Method method(Class<?> type, String name, Class<?>[] types)
      throws NoSuchMethodException {
    try {
      return type.getMethod(name, types);
    } catch (NoSuchMethodException e) {
      return type.getDeclaredMethod(name, types);
    }
  }

  /** A text of a JSON object; empty if it is not there. */
  static String text(Object json, String field) throws ReflectiveOperationException {
    return (String) call(call(json, "path", field), "asText");
  }

  private static <T extends AccessibleObject> T open(T member) {
    member.setAccessible(true);
    return member;
  }
}
